// What the citizen sent and the service has not confirmed. It outlives a reload and a lost connection; a message is
// taken out only after the service said 200, and its id makes a second sending harmless.

import { postMessage, Refused } from "./api.js";

const KEY = "chat-unsent";
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30000;
const PATIENCE = 3; // tries before the page says "not sent"; it goes on trying

export class Outbox {
  #memory = []; // where the browser keeps nothing for us (private mode, storage full)
  #refused = new Set();
  #busy = false;
  #tries = 0;
  #timer = 0;
  #report;

  /** `report(message, state, words)` hears every change; state is sending, waiting, sent or failed. */
  constructor(report) {
    this.#report = report;
    window.addEventListener("online", () => this.pump());
  }

  /** What is unsent, oldest first. */
  get messages() {
    try {
      return JSON.parse(localStorage.getItem(KEY) ?? "[]");
    } catch {
      return this.#memory;
    }
  }

  add(message) {
    this.#write([...this.messages, message]);
    this.#report(message, "sending");
    this.pump();
  }

  /** Give a message up. */
  drop(id) {
    this.#refused.delete(id);
    this.#write(this.messages.filter((message) => message.id !== id));
  }

  /** Try a message again that failed. */
  retry(id) {
    this.#refused.delete(id);
    this.#tries = 0;
    this.pump();
  }

  /** Send what waits, one after the other in the order of writing. */
  async pump() {
    clearTimeout(this.#timer);
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#next(); next; next = this.#next()) {
        if (!(await this.#send(next))) break;
      }
    } finally {
      this.#busy = false;
    }
  }

  #next() {
    return this.messages.find((message) => !this.#refused.has(message.id));
  }

  /** Whether to go on with the next one. */
  async #send(message) {
    this.#report(message, "sending");
    try {
      await postMessage(message);
    } catch (error) {
      return this.#failed(message, error);
    }
    this.#tries = 0;
    this.drop(message.id);
    this.#report(message, "sent");
    return true;
  }

  #failed(message, error) {
    if (error instanceof Refused) {
      this.#refused.add(message.id);
      this.#report(message, "failed", error.message);
      return true;
    }
    this.#tries += 1;
    const patient = !navigator.onLine || this.#tries < PATIENCE;
    this.#report(message, patient ? "waiting" : "failed", patient ? "" : error.message);
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (this.#tries - 1), LONGEST_PAUSE_MS);
    this.#timer = setTimeout(() => this.pump(), pause);
    return false;
  }

  #write(messages) {
    this.#memory = messages;
    try {
      localStorage.setItem(KEY, JSON.stringify(messages));
    } catch {
      // Kept in memory only: the message still goes out as long as the page stays open.
    }
  }
}
