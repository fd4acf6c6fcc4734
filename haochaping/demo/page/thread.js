// The conversation on the phone's screen.

import * as civil from "./civil.js";
import * as sms from "./sms.js";
import { byId, copyOf } from "./page.js";

const PAUSE_MS = 5 * 60_000; // a longer silence gets a time stamp
const NEAR_PX = 48;

const thread = byId("thread");
const list = byId("messages");
const outbox = byId("outbox");
const latest = byId("latest");

/** @type {WeakMap<import("./conversations.js").Letter, HTMLElement>} */
const letters = new WeakMap();
let shown = null; // {phone, count} on screen now
let atBottom = true;

function toBottom() {
  thread.scrollTop = thread.scrollHeight;
  atBottom = true;
  latest.hidden = true;
}

function stampNeeded(message, before) {
  return !before || Date.parse(message.at) - Date.parse(before.at) > PAUSE_MS;
}

function stamp(at) {
  const item = copyOf("stamp-template");
  const time = item.querySelector("time");
  time.dateTime = at;
  time.textContent = `${civil.day(at)} ${civil.time(at)}`;
  return item;
}

function who(direction) {
  return direction === "out" ? `${byId("sender").textContent}：` : "我：";
}

/** @param {HTMLElement} item @param {"in" | "out"} direction @param {string} text */
function fill(item, direction, text) {
  item.dataset.direction = direction;
  item.querySelector(".who").textContent = who(direction);
  item.querySelector(".bubble").textContent = text;
}

/** @param {import("./api.js").Message} message */
function bubble(message) {
  const item = copyOf("message-template");
  fill(item, message.direction, message.text);
  if (message.direction === "out") {
    const parts = item.querySelector(".parts");
    parts.hidden = false;
    parts.textContent = `短信 ${sms.parts(message.text)} 条`;
  }
  return item;
}

/** @param {import("./api.js").Message[]} messages @param {number} from */
function append(messages, from) {
  const items = messages.slice(from).flatMap((message, i) => {
    const before = messages[from + i - 1];
    return stampNeeded(message, before) ? [stamp(message.at), bubble(message)] : [bubble(message)];
  });
  list.append(...items);
}

const FATES = { sending: () => "正在发送…", sent: () => "已发出", failed: (letter) => `没发出去：${letter.trouble}` };

/** @param {import("./conversations.js").Letter} letter @param {Record<string, (letter: object) => void>} acts */
function newLetterItem(letter, acts) {
  const item = copyOf("letter-template");
  fill(item, "in", letter.text);
  for (const button of item.querySelectorAll("[data-act]")) {
    button.addEventListener("click", () => acts[button.dataset.act](letter));
  }
  return item;
}

/** A letter's own item, the same until it is gone: a button that is being pressed, or has the focus, stays. */
function letterItem(letter, acts) {
  if (!letters.has(letter)) letters.set(letter, newLetterItem(letter, acts));
  const item = letters.get(letter);
  item.dataset.state = letter.state;
  item.querySelector(".fate").textContent = FATES[letter.state](letter);
  item.querySelector(".fate-actions").hidden = letter.state !== "failed";
  return item;
}

function renderOutbox(talk, acts) {
  const items = talk.outbox.map((letter) => letterItem(letter, acts));
  const stand = items.length === outbox.children.length && items.every((item, i) => item === outbox.children[i]);
  if (!stand) outbox.replaceChildren(...items);
}

function renderEmpty(talk) {
  const empty = byId("thread-empty");
  empty.hidden = talk.messages.length + talk.outbox.length > 0;
  empty.textContent = talk.loaded ? "还没有短信。可以让时间往前走，也可以直接写一句。" : "正在打开…";
}

/**
 * Show what the conversation holds now; keeps the reader's place unless they are at the end.
 * @param {import("./conversations.js").Conversation} talk
 * @param {Record<"retry" | "discard", (letter: object) => void>} acts
 * @param {{rewritten?: boolean}} [change]
 */
export function render(talk, acts, { rewritten = false } = {}) {
  const opening = shown?.phone !== talk.phone;
  const stay = atBottom || opening;
  if (opening || rewritten) {
    list.replaceChildren();
    shown = { phone: talk.phone, count: 0 };
  }
  const news = talk.messages.length > shown.count;
  append(talk.messages, shown.count);
  shown.count = talk.messages.length;
  renderOutbox(talk, acts);
  renderEmpty(talk);
  if (stay) toBottom();
  else latest.hidden = !news && latest.hidden;
}

/** The citizen has just written: their words should be in sight. */
export const follow = toBottom;

export function start() {
  thread.addEventListener("scroll", () => {
    atBottom = thread.scrollHeight - thread.scrollTop - thread.clientHeight < NEAR_PX;
    if (atBottom) latest.hidden = true;
  }, { passive: true });
  latest.addEventListener("click", () => { toBottom(); thread.focus(); });
  new ResizeObserver(() => { if (atBottom) toBottom(); }).observe(thread);
}
