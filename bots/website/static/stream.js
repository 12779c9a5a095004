// Replies, pushed. The browser reconnects by itself and says which line it had last; where it gives up, we begin anew.

const FIRST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 60000;
const PATIENCE_MS = 4000;

export class Stream {
  #source = null;
  #pause = FIRST_PAUSE_MS;
  #timer = 0;
  #doubt = 0;
  #on;

  /** `on`: {line(line), lost() when the browser gave up and the page must catch up, connected(yes)} */
  constructor(on) {
    this.#on = on;
  }

  /** Listen to the lines after this one. */
  open(after) {
    this.#source?.close();
    clearTimeout(this.#timer);
    const source = (this.#source = new EventSource(`/chat/stream?after=${after}`));
    source.onopen = () => this.#opened();
    source.onmessage = (event) => this.#on.line(JSON.parse(event.data));
    source.onerror = () => this.#failed(source);
  }

  get isClosed() {
    return this.#source === null || this.#source.readyState === EventSource.CLOSED;
  }

  #opened() {
    this.#pause = FIRST_PAUSE_MS;
    clearTimeout(this.#doubt);
    this.#doubt = 0;
    this.#on.connected(true);
  }

  #failed(source) {
    // A short break (a new release of the server) is nobody's worry; a longer one is said.
    this.#doubt ||= setTimeout(() => this.#on.connected(false), PATIENCE_MS);
    if (source.readyState !== EventSource.CLOSED) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#on.lost(), this.#pause);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
  }
}
