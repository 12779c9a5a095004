// The page, put together: what the citizen does goes into the outbox, what the service says comes by the stream.

import { getHistory } from "./api.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { newId } from "./nodes.js";
import { Outbox } from "./outbox.js";
import { whereAmI } from "./place.js";
import { Stream } from "./stream.js";
import { language, prepareSwitch } from "./texts.js";
import { Tray } from "./tray.js";
import { Typing } from "./typing.js";
import { View } from "./view.js";

const RECENT_MS = 30000;
const find = (selector) => document.querySelector(selector);

const log = find(".log");
const view = new View(find(".scroll"), find(".newer"));
const typing = new Typing(find(".typing"), () => view.announce());
const outbox = new Outbox(report);
const conversation = new Conversation(log, { choose, retry: (id) => outbox.retry(id), drop });
const tray = new Tray(find(".tray"), Number(document.body.dataset.uploadLimit), trayChanged);
const composer = new Composer(find(".composer"), { submit, files: addFiles, place: addPlace });
const stream = new Stream({ line: received, lost: catchUp, connected: setConnected });
let submitsWhenLoaded = false;

function submit() {
  submitsWhenLoaded = tray.isLoading;
  if (submitsWhenLoaded) return composer.tell("upload_wait");
  const text = composer.text;
  if (!text && !tray.hasReady) return composer.focus();
  composer.tell("");
  send({ text, ...tray.take() });
  composer.text = "";
}

function send(parts) {
  const message = { id: newId(), text: "", uploads: [], location: null, button: null, reply_to: null, ...parts };
  outbox.add({ ...message, language, at: new Date().toISOString() });
}

/** What is sent of an upload is its key; its kind and name are for showing it before the service does. */
function asLine(message) {
  const attachments = message.uploads.map(({ key, kind, name }) => ({ kind, name, url: `/chat/uploads/${key}` }));
  const { id, text, location, at, state } = message;
  return { id: 0, message_id: id, from_citizen: true, staff: false, text, choices: [], attachments, location, at, state };
}

function report(message, state, words) {
  if (conversation.add(asLine({ ...message, state }))) view.toEnd();
  conversation.mark(message.id, state, words);
  showStarters();
  // The answer may have come by the stream before the 200 by the request.
  if (state === "sent" && conversation.last?.message_id === message.id) typing.start();
}

function choose(line, choice) {
  send({ text: choice.title, button: choice.value, reply_to: String(line.id) });
}

function drop(id) {
  outbox.drop(id);
  conversation.remove(id);
  showStarters();
  composer.focus();
}

function received(line) {
  typing.stop();
  if (conversation.add(line)) view.announce();
  showStarters();
}

function addFiles(files) {
  composer.tell(tray.addFiles(files) ? "" : "upload_many");
}

function trayChanged() {
  find(".tray").hidden = tray.isEmpty;
  if (submitsWhenLoaded && !tray.isLoading) submit();
}

async function addPlace() {
  composer.tell("place_asking");
  try {
    tray.addPlace(await whereAmI());
    composer.tell("");
    composer.focus();
  } catch (error) {
    composer.tell(error.message);
  }
}

function showStarters() {
  find(".starters").hidden = !conversation.isEmpty;
}

function setConnected(yes) {
  find(".offline").hidden = yes && navigator.onLine;
}

/** Show what the service has and what it has not got yet, then listen on from there. */
async function catchUp() {
  const lines = await getHistory().catch(() => []); // the stream tries again, and comes back here
  const stored = new Set(lines.map((line) => line.message_id));
  const unsent = outbox.messages.filter((message) => !stored.has(message.id));
  conversation.show([...lines, ...unsent.map(asLine)]);
  log.setAttribute("aria-busy", "false");
  showStarters();
  showWaiting();
  stream.open(conversation.newestReply);
}

function showWaiting() {
  const last = conversation.last;
  if (last?.from_citizen && Date.now() - new Date(last.at) < RECENT_MS) typing.start();
  else typing.stop();
}

async function begin() {
  prepareSwitch();
  for (const starter of document.querySelectorAll(".starters button")) {
    starter.addEventListener("click", () => {
      send({ text: starter.textContent });
      composer.focus();
    });
  }
  await catchUp();
  if (!conversation.isEmpty) view.toEnd();
  outbox.pump();
}

window.addEventListener("online", () => {
  setConnected(true);
  tray.retryFailed();
  catchUp();
});
window.addEventListener("offline", () => setConnected(false));
window.addEventListener("storage", (event) => event.key === "chat-unsent" && catchUp()); // another tab sent something
document.addEventListener("visibilitychange", () => !document.hidden && stream.isClosed && catchUp());
begin();
