// What the desk's pages do beyond links and forms. Everything works without this file, only slower.
"use strict";

const inField = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;
const byId = (id) => document.getElementById(id);
document.documentElement.classList.add("js");

// -- moving without a mouse ------------------------------------------------------------------------------------------

const rows = () => [...document.querySelectorAll(".item, .item-link, .mini a")];

function move(step) {
  const all = rows();
  if (all.length === 0) return;
  const now = all.indexOf(document.activeElement);
  const next = all[now === -1 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, now + step))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function help() {
  const dialog = byId("help");
  if (dialog && !dialog.open) dialog.showModal();
}

const keys = {
  j: () => move(1),
  k: () => move(-1),
  "/": () => (document.querySelector("main [data-search]") ?? byId("jump"))?.focus(),
  r: () => byId("reply")?.focus(),
  "?": help,
};
let wentG = 0;

document.addEventListener("keydown", (event) => {
  const sends = (event.ctrlKey || event.metaKey) && event.key === "Enter";
  if (sends && event.target.matches("textarea")) {
    event.preventDefault();
    const form = event.target.form;
    // An appeal's text has several buttons, one for each state: there the writer chooses.
    if (form.querySelectorAll("button").length === 1) form.requestSubmit();
    return;
  }
  if (event.key === "Escape" && inField(event.target)) event.target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return;
  if (event.key === "q" && Date.now() - wentG < 1000) location.assign("/desk");
  wentG = event.key === "g" ? Date.now() : 0;
  const act = keys[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});

byId("show-help")?.addEventListener("click", help);

// -- photos ------------------------------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.view");
  const viewer = byId("viewer");
  if (link && viewer && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    byId("viewer-image").src = link.href;
    byId("viewer-image").alt = link.querySelector("img").alt;
    viewer.showModal();
  } else if (event.target === viewer || event.target.id === "viewer-image") {
    viewer.close();
  }
  for (const menu of document.querySelectorAll("details.who[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// -- the emergency's sound: off until somebody wants it ------------------------------------------------------------------

const SOUND = "desk-sound";
const button = byId("sound");
let speaker = null;

function showSound() {
  button?.setAttribute("aria-pressed", String(localStorage.getItem(SOUND) === "on"));
}

function beep() {
  speaker ??= new AudioContext();
  const start = speaker.currentTime;
  for (const [at, pitch] of [[0, 660], [0.22, 880], [0.44, 660]]) {
    const tone = speaker.createOscillator();
    const volume = speaker.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.18, start + at);
    volume.gain.exponentialRampToValueAtTime(0.001, start + at + 0.2);
    tone.connect(volume).connect(speaker.destination);
    tone.start(start + at);
    tone.stop(start + at + 0.2);
  }
}

button?.addEventListener("click", () => {
  const on = localStorage.getItem(SOUND) !== "on";
  localStorage.setItem(SOUND, on ? "on" : "off");
  showSound();
  if (on) beep();
});
showSound();

const emergencies = () => Number(byId("alarm")?.dataset.emergencies ?? 0);
let before = emergencies();

document.addEventListener("htmx:afterSwap", () => {
  const now = emergencies();
  if (now > before && localStorage.getItem(SOUND) === "on") beep();
  before = now;
});

// -- live parts --------------------------------------------------------------------------------------------------------

// A part that somebody is in the middle of (a playing video, a selection) is renewed at the next change instead.
document.addEventListener("htmx:beforeRequest", (event) => {
  const part = event.detail.elt;
  if (!part.hasAttribute("hx-select") || part.matches("input")) return;
  const playing = [...part.querySelectorAll("video, audio")].some((media) => !media.paused);
  const selection = document.getSelection();
  const selecting = !selection.isCollapsed && part.contains(selection.anchorNode);
  if (playing || selecting) event.preventDefault();
});

// What was opened by hand stays open.
let opened = [];
document.addEventListener("htmx:beforeSwap", (event) => {
  opened = [...event.detail.target.querySelectorAll("details")].map((one) => one.open);
});
document.addEventListener("htmx:afterSettle", (event) => {
  const now = byId(event.detail.elt?.id)?.querySelectorAll("details") ?? [];
  now.forEach((one, position) => {
    if (position < opened.length - 1) one.open = opened[position];
  });
});

// A conversation is read from its end, and stays there for whoever is there.
const lastLine = () => document.querySelector(".lines > :last-child");
const atEnd = () => scrollY + innerHeight > document.documentElement.scrollHeight - 300;
let stays = false;
if (!location.hash) lastLine()?.scrollIntoView({ block: "end" });
document.addEventListener("htmx:beforeSwap", () => { stays = atEnd(); });
document.addEventListener("htmx:afterSettle", (event) => {
  if (stays && event.detail.elt?.id === "transcript") lastLine()?.scrollIntoView({ block: "end" });
});

document.body.addEventListener("htmx:sseClose", (event) => {
  if (event.detail.type === "message") location.reload(); // the session is over
});
