// The list of numbers; on a narrow screen it opens from a switch.

import * as clock from "./clock.js";
import * as civil from "./civil.js";
import { byId, copyOf, showCount, spaced } from "./page.js";
import { rove, setTabStop } from "./roving.js";

const list = byId("numbers");
const switcher = byId("switch");
const panel = byId("numbers-panel");

/** @typedef {{phone: string, label: string, last_at: string | null, news: boolean}} Row */
/** @type {Map<string, HTMLElement>} */
const items = new Map();
let inSight = null; // the number last brought into sight

function itemFor(phone) {
  if (!items.has(phone)) {
    const item = copyOf("number-template");
    item.dataset.phone = phone;
    items.set(phone, item);
    list.append(item);
  }
  return items.get(phone);
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {Row} row @param {boolean} current */
function renderRow(row, current) {
  const item = itemFor(row.phone);
  write(item.querySelector(".number-label"), row.label);
  write(item.querySelector(".number-digits"), spaced(row.phone));
  write(item.querySelector(".number-when"), row.last_at ? civil.short(row.last_at, clock.now()) : "");
  item.querySelector(".badge").hidden = !row.news;
  item.setAttribute("aria-selected", String(current));
}

function dropMissing(rows) {
  const kept = new Set(rows.map(({ phone }) => phone));
  for (const [phone, item] of items) {
    if (kept.has(phone)) continue;
    item.remove();
    items.delete(phone);
  }
}

/** A narrow screen cuts a long name; the pointer still finds all of it. @param {string} label */
function renderSwitch(label) {
  const name = byId("switch-label");
  write(name, label);
  name.title = label;
}

/** @param {Row[]} rows @param {string | null} current */
export function render(rows, current) {
  dropMissing(rows);
  for (const row of rows) renderRow(row, row.phone === current);
  const open = items.get(current);
  if (open && !list.contains(document.activeElement)) setTabStop(items.values(), open);
  if (current !== inSight) open?.scrollIntoView({ block: "nearest" });
  inSight = current;
  renderSwitch(rows.find(({ phone }) => phone === current)?.label ?? "号码");
  showCount(byId("switch-unread"), rows.filter(({ news }) => news).length, " 个号码有新消息");
}

function setOpen(open) {
  switcher.setAttribute("aria-expanded", String(open));
  panel.classList.toggle("is-open", open);
}

const isOpen = () => panel.classList.contains("is-open");

/** Close the dropped-down list, if it is one. */
export function close() {
  if (!isOpen()) return;
  setOpen(false);
  switcher.focus();
}

function startSwitch() {
  switcher.addEventListener("click", () => {
    setOpen(!isOpen());
    if (isOpen()) list.querySelector("[aria-selected=true]")?.focus();
  });
  panel.parentElement.addEventListener("keydown", ({ key }) => { if (key === "Escape") close(); });
  document.addEventListener("pointerdown", ({ target }) => {
    if (!panel.parentElement.contains(target)) setOpen(false);
  });
}

/** @param {(phone: string) => void} choose */
export function start(choose) {
  const pick = ({ target }) => {
    const item = target.closest("[role=option]");
    if (!item) return;
    choose(item.dataset.phone);
    close();
  };
  list.addEventListener("click", pick);
  list.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    pick(event);
  });
  rove(list, "[role=option]");
  startSwitch();
}
