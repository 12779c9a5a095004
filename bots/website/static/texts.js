// The page's words in both languages. All of them are here at once, so that a switch needs no reload.

const YEAR_SECONDS = 31536000;
const texts = await (await fetch(new URL("texts.json", import.meta.url))).json();

export let language = document.documentElement.lang;

/** The text with this key in the page's language. */
export function t(key) {
  return texts[language][key] ?? key;
}

/** Let the element say this text now and after every switch of the language. */
export function say(element, key) {
  element.dataset.t = key;
  element.textContent = t(key);
}

/** The same for an element whose words are only heard. */
export function label(element, key) {
  element.dataset.tLabel = key;
  element.setAttribute("aria-label", t(key));
}

/** Switch everything that stands on the page, and remember it for the server and for the next visit. */
export function speak(next) {
  language = next;
  document.documentElement.lang = next;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `lang=${next}; path=/; max-age=${YEAR_SECONDS}; samesite=lax${secure}`;
  for (const one of document.querySelectorAll("[data-t]")) one.textContent = t(one.dataset.t);
  for (const one of document.querySelectorAll("[data-t-label]")) one.setAttribute("aria-label", t(one.dataset.tLabel));
  for (const one of document.querySelectorAll("[data-t-title]")) one.title = t(one.dataset.tTitle);
  for (const one of document.querySelectorAll("[data-t-placeholder]")) one.placeholder = t(one.dataset.tPlaceholder);
  for (const one of document.querySelectorAll("[data-language]")) {
    if (one.dataset.language === next) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
  document.dispatchEvent(new Event("language"));
}

/** Let the links of the switch work in place. */
export function prepareSwitch() {
  for (const link of document.querySelectorAll("[data-language]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      speak(link.dataset.language);
    });
  }
}
