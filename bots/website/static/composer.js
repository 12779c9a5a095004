// Where the message is written. The draft outlives a reload.

import { say } from "./texts.js";

const DRAFT = "chat-draft";
const ONE_LINE_PX = 60;

export class Composer {
  #text;
  #trouble;

  /** `on`: {submit(), files(files), place()} */
  constructor(form, on) {
    this.#text = form.querySelector("textarea");
    this.#trouble = form.querySelector(".trouble");
    const files = form.querySelector(".files");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      on.submit();
    });
    this.#text.addEventListener("keydown", (event) => this.#pressed(event, on.submit));
    this.#text.addEventListener("input", () => this.#grow());
    this.#text.addEventListener("paste", (event) => takeFiles(event, event.clipboardData, on.files));
    form.querySelector(".attach").addEventListener("click", () => files.click());
    form.querySelector(".place").addEventListener("click", on.place);
    files.addEventListener("change", () => {
      on.files([...files.files]);
      files.value = ""; // so that the same file can be chosen again
    });
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => takeFiles(event, event.dataTransfer, on.files));
    this.text = read(DRAFT);
  }

  get text() {
    // Half an emoji cannot be stored anywhere.
    return (this.#text.value.toWellFormed?.() ?? this.#text.value).trim();
  }

  set text(text) {
    this.#text.value = text;
    this.#grow();
  }

  focus() {
    this.#text.focus({ preventScroll: true });
  }

  /** Say something beside the field, by its key; an empty key says nothing. */
  tell(key) {
    if (key) return say(this.#trouble, key);
    this.#trouble.textContent = "";
    delete this.#trouble.dataset.t;
  }

  #pressed(event, submit) {
    // While an input method composes a letter, Enter belongs to it.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  }

  #grow() {
    write(DRAFT, this.#text.value);
    this.#text.style.height = "auto";
    // Once tall it stays so until it is empty: at the full width the same words may fit one line again.
    const { classList } = this.#text.parentElement;
    const isTall = classList.contains("tall") || this.#text.scrollHeight > ONE_LINE_PX;
    classList.toggle("tall", isTall && this.#text.value !== "");
    this.#text.style.height = `${this.#text.scrollHeight}px`;
  }
}

function takeFiles(event, transfer, take) {
  const files = [...(transfer?.files ?? [])];
  if (event.type === "drop" || files.length) event.preventDefault();
  if (files.length) take(files);
}

function read(key) {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function write(key, text) {
  try {
    sessionStorage.setItem(key, text);
  } catch {
    // No place to keep it: the draft lives as long as the page.
  }
}
