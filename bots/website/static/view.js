// The scrolled part of the page: it stays at the newest line unless the reader has gone up to read.

const NEAR_PX = 80;

export class View {
  #scroll;
  #newer;
  #atEnd = false; // an empty chat begins with its greeting

  constructor(scroll, newer) {
    this.#scroll = scroll;
    this.#newer = newer;
    scroll.addEventListener("scroll", () => this.#look(), { passive: true });
    newer.addEventListener("click", () => this.toEnd());
    // Pictures load, the keyboard opens, the tray fills: whatever changes a height, the end stays in sight.
    const observer = new ResizeObserver(() => this.#atEnd && this.toEnd());
    for (const one of [scroll, ...scroll.children]) observer.observe(one);
  }

  toEnd() {
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
    this.#look();
  }

  /** Something new stands at the end: go there, or say so to who reads above. */
  announce() {
    if (this.#atEnd) this.toEnd();
    else this.#newer.hidden = false;
  }

  #look() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroll;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    if (this.#atEnd) this.#newer.hidden = true;
  }
}
