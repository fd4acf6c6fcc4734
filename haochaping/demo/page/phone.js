// The phone page put together. It shows what the demo's server says and sends what is typed; it decides nothing.

import * as api from "./api.js";
import * as clock from "./clock.js";
import * as composer from "./composer.js";
import * as conversations from "./conversations.js";
import * as newNumber from "./newnumber.js";
import * as numbers from "./numbers.js";
import * as thread from "./thread.js";
import * as timeline from "./timeline.js";
import * as viewport from "./viewport.js";
import { announce, clearNotice, notify } from "./notices.js";
import { byId, spaced } from "./page.js";
import { poll } from "./polling.js";

const LAST_OPEN = "haochaping.demo.phone";
const SEEN = "haochaping.demo.seen";

/** @type {api.Phone[]} */
let phones = [];
/** @type {Set<string>} numbers typed here that the server may not list */
const typed = new Set();
/** @type {Map<string, number>} when the newest message we have shown of each number was sent */
const seen = new Map(JSON.parse(sessionStorage.getItem(SEEN) ?? "[]"));
/** @type {string | null} */
let current = null;

function rows() {
  const listed = new Set(phones.map(({ phone }) => phone));
  const added = [...typed].filter((phone) => !listed.has(phone));
  return [...phones, ...added.map((phone) => ({ phone, label: "新号码", last_at: null }))];
}

/** Whether a number holds a message that was not on this screen yet. @param {api.Phone} row */
function hasNews({ phone, last_at: at }) {
  return phone !== current && at !== null && Date.parse(at) > (seen.get(phone) ?? -Infinity);
}

/** @param {string} phone @param {api.Message | undefined} newest */
function markSeen(phone, newest) {
  if (newest) seen.set(phone, Date.parse(newest.at));
  sessionStorage.setItem(SEEN, JSON.stringify([...seen]));
}

function showNumbers() {
  numbers.render(rows().map((row) => ({ ...row, news: hasNews(row) })), current);
}

function showThread(change) {
  thread.render(conversations.conversation(current), { retry, discard }, change);
}

/** @param {conversations.Conversation} talk */
function received(talk, change) {
  if (!change?.changed) return;
  markSeen(talk.phone, talk.messages.at(-1));
  if (talk.phone !== current) return;
  showThread(change);
  const sender = byId("sender").textContent;
  for (const { direction, text } of change.fresh) if (direction === "out") announce(`${sender}：${text}`);
}

async function refreshThread() {
  if (current === null) return;
  const talk = conversations.conversation(current);
  received(talk, await conversations.refresh(talk));
}

/** One line for all the other numbers that have something new. @param {api.Phone[]} before @param {api.Phone[]} after */
function announceOthers(before, after) {
  const last = new Map(before.map(({ phone, last_at: at }) => [phone, at]));
  const news = after.filter((row) => hasNews(row) && last.get(row.phone) !== row.last_at);
  if (news.length === 1) announce(`${news[0].label}有新消息`);
  if (news.length > 1) announce(`${news.length} 个号码有新消息`);
}

async function refreshPhones() {
  const before = phones;
  phones = await api.phones();
  if (current === null) openFirst();
  else announceOthers(before, phones);
  showNumbers();
}

async function refreshClock() {
  if (!await clock.refresh()) return;
  seen.clear();
  timeline.reset();
}

/** @param {unknown} trouble of the round, if any */
function showConnection(trouble) {
  const lost = trouble instanceof api.Trouble && trouble.status === 0;
  document.body.dataset.connection = lost ? "lost" : "up";
  if (!trouble) clearNotice("connection");
  else if (trouble instanceof api.Trouble) notify("connection", `${trouble.message.replace(/[。.]$/, "")}，正在自动重试。`, () => refresh());
  else reportError(trouble);
}

async function round() {
  const results = await Promise.allSettled([refreshClock(), refreshPhones(), refreshThread(), timeline.refresh()]);
  const trouble = results.find(({ status }) => status === "rejected")?.reason;
  showConnection(trouble);
  return !trouble;
}

/** @param {string} phone */
function open(phone) {
  if (phone === current) return;
  if (current !== null) conversations.conversation(current).draft = composer.draft();
  clearNotice("clock");
  current = phone;
  sessionStorage.setItem(LAST_OPEN, phone);
  byId("owner").textContent = spaced(phone);
  composer.setDraft(conversations.conversation(phone).draft);
  timeline.follow(phone);
  showThread();
  showNumbers();
  refresh();
}

function openFirst() {
  const remembered = sessionStorage.getItem(LAST_OPEN);
  const first = remembered ?? phones[0]?.phone;
  if (!first) return;
  if (remembered) typed.add(remembered);
  open(first);
}

/** @param {string} phone */
function openTyped(phone) {
  typed.add(phone);
  open(phone);
  setView("chat");
  setTimeout(composer.focus); // after the dialog has given the focus back
}

/** What to do once a letter left or failed. @param {conversations.Conversation} talk */
function afterPosting(talk) {
  return async (letter) => {
    received(talk, await conversations.refresh(talk).catch(() => null)); // if not now, the next round asks again
    if (talk.phone === current) showThread();
    if (letter.state === "failed") announce(`没发出去：${letter.trouble}`);
  };
}

/** @param {string} text @returns {boolean} whether there is a number to send it from */
function send(text) {
  if (current === null) return false;
  const talk = conversations.conversation(current);
  clearNotice("clock");
  conversations.send(talk, text, afterPosting(talk));
  showThread();
  thread.follow();
  return true;
}

function retry(letter) {
  const talk = conversations.conversation(current);
  conversations.resend(talk, letter, afterPosting(talk));
  showThread();
  composer.focus();
}

function discard(letter) {
  conversations.discard(conversations.conversation(current), letter);
  showThread();
  composer.focus();
}

/** On a narrow screen, the conversation or the timeline. @param {string} view */
function setView(view) {
  document.body.dataset.view = view;
  for (const button of document.querySelectorAll(".views button")) {
    button.setAttribute("aria-pressed", String(button.dataset.view === view));
  }
  timeline.seen();
}

viewport.start();
thread.start();
composer.start(send);
numbers.start((phone) => { open(phone); setView("chat"); });
newNumber.start(openTyped, numbers.close);
for (const button of document.querySelectorAll(".views button")) {
  button.addEventListener("click", () => setView(button.dataset.view));
}
document.querySelector(".skip").addEventListener("click", () => setView("chat"));
const refresh = poll(round);
clock.start(() => refresh());
