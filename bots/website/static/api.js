// The service, as the page asks it.

import { t } from "./texts.js";

const TIMEOUT_MS = 30000;
const WORTH_ANOTHER_TRY = new Set([408, 425, 429]);

/** The service will not take this, however often it is sent. `message`: why, in the page's language. */
export class Refused extends Error {}

/** Send a message. Resolves when it is stored; throws Refused, or an Error after which the same may be sent again. */
export async function postMessage(message) {
  let response;
  try {
    response = await fetch("/chat/messages", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...message, uploads: message.uploads.map(({ key }) => key) }),
      signal: AbortSignal.timeout?.(TIMEOUT_MS),
    });
  } catch (error) {
    throw new Error(t("error_network"), { cause: error });
  }
  if (response.ok) return;
  throw refusal(response.status, await response.text());
}

/** What was said so far. */
export async function getHistory() {
  const response = await fetch("/chat/history", { cache: "no-store" });
  if (!response.ok) throw new Error(`history: ${response.status}`);
  return (await response.json()).lines;
}

/**
 * Upload a file. `onProgress` gets 0 to 1. Gives `abort` and `done`, a promise of {key, kind} that fails like
 * `postMessage`.
 * XMLHttpRequest and not fetch: only it tells how much has gone up.
 */
export function upload(file, onProgress) {
  const request = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => reject(new Error(t("error_network")));
    request.onabort = () => reject(new DOMException("removed", "AbortError"));
    request.onload = () => {
      if (request.status === 200) resolve(JSON.parse(request.responseText));
      else reject(refusal(request.status, request.responseText));
    };
    request.open("POST", "/chat/uploads");
    request.setRequestHeader("X-Upload", "1");
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name.toWellFormed?.() ?? file.name));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.send(file);
  });
  return { done, abort: () => request.abort() };
}

function refusal(status, body) {
  const final = status < 500 && !WORTH_ANOTHER_TRY.has(status);
  return final ? new Refused(wordsOf(body)) : new Error(wordsOf(body));
}

function wordsOf(body) {
  try {
    return JSON.parse(body).error ?? t("error_server");
  } catch {
    return t("error_server"); // not our answer: a proxy's page
  }
}
