// The lines of the chat. Everything that a person wrote goes into the page as text, never as markup.

import { newNode } from "./nodes.js";
import { label, language, say, t } from "./texts.js";

const DAY_MS = 86400000;
const LINK = /https?:\/\/[^\s<>"»)]+[^\s<>"»).,;:!?]/g;

export class Conversation {
  #log;
  #on;
  #shown = new Map(); // key → {line, node}

  /** `on`: {choose(line, choice), retry(id), drop(id)} */
  constructor(log, on) {
    this.#log = log;
    this.#on = on;
    document.addEventListener("language", () => this.#settle());
  }

  get isEmpty() {
    return this.#shown.size === 0;
  }

  /** The highest id of our lines: where the stream goes on. */
  get newestReply() {
    return Math.max(0, ...[...this.#shown.values()].map(({ line }) => line.id));
  }

  /** The last line, or undefined. */
  get last() {
    return this.#inOrder().at(-1)?.line;
  }

  /** Put these lines in this order; what stands already stays where it is, so that nothing is read out twice. */
  show(lines) {
    let cursor = this.#log.firstElementChild;
    for (const line of lines) {
      const node = this.#nodeOf(line);
      if (node === cursor) cursor = cursor.nextElementSibling;
      else this.#log.insertBefore(node, cursor);
    }
    this.#settle();
  }

  /** Add a line at the end, if it is new. Says whether it was. */
  add(line) {
    if (this.#shown.has(keyOf(line))) return false;
    this.#log.append(this.#nodeOf(line));
    this.#settle();
    return true;
  }

  /** Say how far a message of the citizen's has come. */
  mark(id, state, words = "") {
    const shown = this.#shown.get(`c${id}`);
    if (!shown) return;
    shown.line.state = state;
    shown.node.dataset.state = state;
    say(shown.node.querySelector(".state"), state);
    shown.node.querySelector(".mend").hidden = state !== "failed";
    shown.node.querySelector(".why").textContent = words;
  }

  remove(id) {
    this.#shown.get(`c${id}`)?.node.remove();
    this.#shown.delete(`c${id}`);
    this.#settle();
  }

  #nodeOf(line) {
    const key = keyOf(line);
    const known = this.#shown.get(key);
    if (known) return known.node;
    const node = this.#render(line);
    this.#shown.set(key, { line, node });
    return node;
  }

  #render(line) {
    const node = newNode("line");
    node.dataset.key = keyOf(line);
    node.classList.add(line.from_citizen ? "mine" : "ours");
    node.classList.toggle("staff", !line.from_citizen && line.staff);
    say(node.querySelector(".author"), line.from_citizen ? "you" : line.staff ? "inspector" : "program");
    writeWords(node.querySelector(".words"), line);
    node.querySelector(".pictures").append(...line.attachments.map(pictureOf));
    writeSpot(node.querySelector(".spot"), line.location);
    writeTime(node.querySelector("time"), line.at);
    node.querySelector(".choices").append(...line.choices.map((choice) => this.#button(line, choice)));
    label(node.querySelector(".choices"), "choices");
    this.#prepareMending(node, line);
    return node;
  }

  #button(line, choice) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = choice.title;
    button.addEventListener("click", () => {
      // aria-disabled and not disabled: the keyboard's focus stays where it is.
      if (button.getAttribute("aria-disabled") !== "true") this.#on.choose(line, choice);
    });
    return button;
  }

  #prepareMending(node, line) {
    const [again, drop] = [node.querySelector(".again"), node.querySelector(".drop")];
    say(again, "retry");
    say(drop, "remove");
    again.addEventListener("click", () => this.#on.retry(line.message_id));
    drop.addEventListener("click", () => this.#on.drop(line.message_id));
    if (line.state) {
      node.dataset.state = line.state;
      say(node.querySelector(".state"), line.state);
    }
  }

  #inOrder() {
    return [...this.#log.children].map((node) => this.#shown.get(node.dataset.key));
  }

  /** What depends on the neighbours: the day above a line, and which choice was taken. */
  #settle() {
    const all = this.#inOrder();
    let day = "";
    all.forEach(({ line, node }, position) => {
      const its = dayOf(line.at);
      const heading = node.querySelector(".day");
      heading.hidden = its === day;
      heading.textContent = its;
      day = its;
      if (line.choices.length) settleChoices(line, node, all.slice(position + 1));
    });
  }
}

function keyOf(line) {
  return line.from_citizen ? `c${line.message_id}` : `o${line.id}`;
}

/** A choice counts as taken by its words, pressed or typed, until a later question offers the same words. */
function settleChoices(line, node, later) {
  const titles = line.choices.map((choice) => choice.title);
  const until = later.findIndex((other) => other.line.choices.some(({ title }) => titles.includes(title)));
  const answers = (until < 0 ? later : later.slice(0, until)).filter((other) => other.line.from_citizen);
  const taken = answers.map((other) => other.line.text.trim()).find((text) => titles.includes(text));
  for (const button of node.querySelectorAll(".choices button")) {
    const chosen = taken !== undefined && button.textContent === taken;
    button.classList.toggle("chosen", chosen);
    if (taken === undefined) button.removeAttribute("aria-disabled");
    else button.setAttribute("aria-disabled", "true");
    if (chosen) button.setAttribute("aria-description", t("chosen"));
  }
}

function writeWords(element, line) {
  element.hidden = !line.text;
  // Only our own lines get links: in a stranger's words a link leads the inspector or the citizen anywhere.
  if (line.from_citizen) element.textContent = line.text;
  else element.append(...withLinks(line.text));
}

function* withLinks(text) {
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    yield text.slice(from, match.index);
    const link = document.createElement("a");
    link.href = match[0];
    link.textContent = match[0];
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    yield link;
    from = match.index + match[0].length;
  }
  yield text.slice(from);
}

function pictureOf(file) {
  if (file.kind === "video") {
    const film = newNode("film");
    film.src = file.url;
    label(film, "video");
    return film;
  }
  const link = newNode("picture");
  link.href = file.url;
  const image = link.querySelector("img");
  image.alt = file.name || t("photo");
  // What the browser cannot show (HEIC, a document) it can still open or save.
  image.addEventListener("error", () => link.replaceWith(paperOf(file)));
  image.src = file.url;
  return link;
}

function paperOf(file) {
  const paper = newNode("paper");
  paper.href = file.url;
  if (file.name) paper.textContent = file.name;
  else say(paper, file.kind === "photo" ? "photo" : "file");
  return paper;
}

function writeSpot(element, location) {
  element.hidden = !location;
  if (location) element.querySelector("span").textContent = location.map((degrees) => degrees.toFixed(5)).join(", ");
}

function writeTime(element, at) {
  const moment = new Date(at);
  element.dateTime = at;
  element.textContent = moment.toLocaleTimeString("ru", { hour: "2-digit", minute: "2-digit" });
}

function dayOf(at) {
  const moment = new Date(at);
  const midnight = new Date().setHours(0, 0, 0, 0);
  if (moment >= midnight) return t("today");
  if (moment >= midnight - DAY_MS) return t("yesterday");
  const year = moment.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  return moment.toLocaleDateString(language, { day: "numeric", month: "long", year });
}
