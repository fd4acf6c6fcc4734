// Two ways to say something quietly: a line on the page, and a polite word to a screen reader.

import { byId } from "./page.js";

const SPOKEN_MS = 10_000;

/** Read `words` to a screen reader, once. @param {string} words */
export function announce(words) {
  const line = document.createElement("p");
  line.textContent = words;
  byId("announcements").append(line);
  setTimeout(() => line.remove(), SPOKEN_MS);
}

/** @typedef {"connection" | "clock"} Topic a lost connection is shown before all else */
/** @type {Map<Topic, {words: string, retry?: () => void}>} */
const standing = new Map();

function render() {
  const notice = standing.get("connection") ?? standing.get("clock");
  const text = byId("notice-text");
  const words = notice?.words ?? "";
  if (text.textContent !== words) text.textContent = words;
  byId("notice").classList.toggle("is-shown", Boolean(notice));
  byId("notice-retry").hidden = !notice?.retry;
  byId("notice-retry").onclick = notice?.retry ?? null;
}

/** @param {Topic} topic @param {string} words @param {() => void} [retry] */
export function notify(topic, words, retry) {
  standing.set(topic, { words, retry });
  render();
}

/** @param {Topic} topic */
export function clearNotice(topic) {
  if (standing.delete(topic)) render();
}
