// What is attached to the message that is being written: photos, videos, a place.

import { Refused, upload } from "./api.js";
import { newNode } from "./nodes.js";
import { label, say, t } from "./texts.js";

const MAX_FILES = 10;

export class Tray {
  #list;
  #limit;
  #changed;
  #items = [];

  /** `changed()` is called after every change; `limit`: the largest file, in bytes. */
  constructor(list, limit, changed) {
    this.#list = list;
    this.#limit = limit;
    this.#changed = changed;
  }

  get isEmpty() {
    return this.#items.length === 0;
  }

  /** Whether something is still going up. */
  get isLoading() {
    return this.#items.some((item) => item.state === "loading");
  }

  /** Whether something of it can be sent. */
  get hasReady() {
    return this.#items.some((item) => item.state === "ready");
  }

  /** Begin to upload these files. Says whether there was room for all. */
  addFiles(files) {
    const room = MAX_FILES - this.#items.filter((item) => item.file).length;
    for (const file of [...files].slice(0, room)) this.#load(this.#newItem({ file, node: newNode("tile") }));
    return files.length <= room;
  }

  /** Attach a place in the stead of an earlier one. */
  addPlace(location) {
    for (const item of this.#items.filter((one) => one.location)) this.#remove(item);
    const item = this.#newItem({ location, node: newNode("tile"), state: "ready" });
    item.node.dataset.state = "ready";
    item.node.querySelector("use").setAttribute("href", document.querySelector(".place use").getAttribute("href"));
    say(item.node.querySelector(".name"), "place_here");
    item.node.querySelector(".why").textContent = location.map((degrees) => degrees.toFixed(4)).join(", ");
    this.#changed();
  }

  /** Try again what failed, as when the connection is back. */
  retryFailed() {
    for (const item of this.#items) if (item.state === "failed" && !item.final) this.#load(item);
  }

  /** Take what is ready out of the tray; what failed stays. */
  take() {
    const ready = this.#items.filter((item) => item.state === "ready");
    for (const item of ready) this.#remove(item);
    return {
      uploads: ready.filter((item) => item.file).map(({ key, kind, file }) => ({ key, kind, name: file.name })),
      location: ready.find((item) => item.location)?.location ?? null,
    };
  }

  #newItem(item) {
    this.#items.push(item);
    const [again, drop] = [item.node.querySelector(".again"), item.node.querySelector(".drop")];
    label(again, "retry");
    label(drop, "remove");
    again.addEventListener("click", () => this.#load(item));
    drop.addEventListener("click", () => this.#remove(item));
    if (item.file) this.#preview(item);
    this.#list.append(item.node);
    return item;
  }

  #preview({ file, node }) {
    node.querySelector(".name").textContent = file.name || t("file");
    if (!file.type.startsWith("image/")) return;
    const image = document.createElement("img");
    image.alt = "";
    image.addEventListener("load", () => node.querySelector(".look").replaceChildren(image));
    image.src = URL.createObjectURL(file);
  }

  async #load(item) {
    if (item.file.size > this.#limit) return this.#fail(item, t("error_file_large"), true);
    this.#setState(item, "loading", "");
    const bar = item.node.querySelector("progress");
    label(bar, "uploading");
    item.transfer = upload(item.file, (part) => (bar.value = part));
    try {
      Object.assign(item, await item.transfer.done);
      this.#setState(item, "ready", t("uploaded"));
    } catch (error) {
      if (error.name !== "AbortError") this.#fail(item, error.message, error instanceof Refused);
    }
  }

  #fail(item, words, final) {
    item.final = final;
    this.#setState(item, "failed", words);
    item.node.querySelector(".again").hidden = final;
  }

  #setState(item, state, words) {
    item.state = state;
    item.node.dataset.state = state;
    item.node.querySelector(".why").textContent = words;
    item.node.querySelector(".again").hidden = true;
    this.#changed();
  }

  #remove(item) {
    this.#items = this.#items.filter((one) => one !== item);
    item.transfer?.abort();
    const image = item.node.querySelector("img");
    if (image) URL.revokeObjectURL(image.src);
    item.node.remove();
    this.#changed();
  }
}
