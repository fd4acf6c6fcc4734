// What the system did, newest on top, in the server's words.

import * as api from "./api.js";
import * as civil from "./civil.js";
import { byId, copyOf, showCount } from "./page.js";

const KINDS = new Set(["record", "prompt", "reply", "rating", "points", "lapse", "opt_out", "case"]);

const scroll = byId("timeline");
/** @type {Set<string>} ids of the events on the page */
let shown = new Set();
let started = false;
let unseen = 0;
let current = "";

/** 139****0001 @param {string} phone */
const masked = (phone) => phone.replace(/^(?:\+86)?(\d{3})\d{4}(\d{4})$/, "$1****$2");

/** @param {HTMLElement} item */
function markCurrent(item) {
  item.classList.toggle("is-current", item.dataset.phone === current);
}

/** @param {api.TimelineEvent} event */
function eventItem(event) {
  const item = copyOf("event-template");
  item.dataset.kind = event.kind;
  item.dataset.phone = event.phone ?? "";
  item.querySelector("use").setAttribute("href", `#icon-${KINDS.has(event.kind) ? event.kind : "other"}`);
  item.querySelector(".event-title").textContent = event.title;
  item.querySelector(".event-detail").textContent = event.detail ?? "";
  item.querySelector(".event-phone").textContent = event.phone ?? "";
  const time = item.querySelector("time");
  time.dateTime = event.at;
  time.textContent = civil.time(event.at);
  markCurrent(item);
  return item;
}

/** The list of the event's day, on top. @param {string} at */
function dayList(at) {
  const title = civil.day(at);
  const top = scroll.querySelector(".day");
  if (top?.querySelector("h3").textContent === title) return top.querySelector("ol");
  const section = copyOf("day-template");
  section.querySelector("h3").textContent = title;
  scroll.prepend(section);
  return section.querySelector("ol");
}

function clear() {
  for (const day of scroll.querySelectorAll(".day")) day.remove();
  shown = new Set();
}

/** Whether the new events only need to be put on top: none came late, and what is below them still stands. */
function isOnTop(events, fresh) {
  return events.length === shown.size + fresh.size && events.slice(shown.size).every(({ id }) => fresh.has(id));
}

/** @param {api.TimelineEvent[]} events oldest first @param {Set<string>} fresh ids of those that just happened */
function show(events, fresh) {
  for (const event of events) {
    const item = eventItem(event);
    item.classList.toggle("is-new", started && fresh.has(event.id));
    dayList(event.at).prepend(item);
    shown.add(event.id);
  }
}

function countUnseen(added) {
  const inSight = getComputedStyle(scroll).visibility === "visible";
  unseen = inSight ? 0 : unseen + added;
  showCount(byId("unseen-events"), unseen, " 件新的");
}

export async function refresh() {
  const events = await api.timeline();
  const fresh = new Set(events.map(({ id }) => id).filter((id) => !shown.has(id)));
  if (fresh.size) {
    if (!isOnTop(events, fresh)) clear();
    show(events.slice(shown.size), fresh);
  }
  byId("timeline-empty").hidden = events.length > 0;
  countUnseen(started ? fresh.size : 0);
  started = true;
}

/** Begin again: another demo runs behind the page. */
export function reset() {
  clear();
  started = false;
}

/** Mark what concerns the open number. @param {string} phone */
export function follow(phone) {
  current = masked(phone);
  scroll.querySelectorAll(".event").forEach(markCurrent);
}

/** The view was switched to or from the timeline. */
export const seen = () => countUnseen(0);
