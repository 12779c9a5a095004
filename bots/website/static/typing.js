// The three dots, from the moment a message is stored until something is answered, but not for ever.

import { say } from "./texts.js";

const LONGEST_MS = 30000;

export class Typing {
  #element;
  #timer = 0;
  #shown;

  constructor(element, shown) {
    this.#element = element;
    this.#shown = shown;
  }

  start() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.stop(), LONGEST_MS);
    this.#element.hidden = false;
    say(this.#element.querySelector("[role=status]"), "typing");
    this.#shown();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#element.hidden = true;
    const status = this.#element.querySelector("[role=status]");
    status.textContent = "";
    delete status.dataset.t;
  }
}
