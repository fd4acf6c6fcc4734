// The demo's clock: it runs in real time between two answers of the server.

import * as api from "./api.js";
import * as civil from "./civil.js";
import { byId } from "./page.js";
import { announce, clearNotice, notify } from "./notices.js";

const NOTHING_NEXT = 409;
const NEW_DEMO_MS = 60_000;

let known = null; // {at: demo time in ms, heard: when we heard it}
let moving = false;

/** The demo's time by our own reckoning, in ms. */
export function now() {
  return known ? known.at + performance.now() - known.heard : Date.now();
}

function show() {
  if (!known || document.body.dataset.connection === "lost") return;
  byId("clock-day").textContent = civil.fullDay(now());
  byId("clock-time").textContent = civil.timeWithSeconds(now());
}

/** Take the server's time. The clock never goes back, so a step back means another demo: true. @param {string} iso */
function set(iso) {
  const at = Date.parse(iso);
  const restarted = known !== null && at < now() - NEW_DEMO_MS;
  known = { at, heard: performance.now() };
  show();
  return restarted;
}

/** @returns {Promise<boolean>} whether a new demo began under us */
export async function refresh() {
  return set(await api.clock());
}

/** @param {Parameters<typeof api.moveClock>[0]} how @param {() => void} moved */
async function move(how, moved) {
  if (moving) return;
  moving = true;
  try {
    set(await api.moveClock(how));
    clearNotice("clock");
    announce(`现在是 ${civil.day(now())} ${civil.time(now())}`);
    moved();
  } catch (trouble) {
    if (!(trouble instanceof api.Trouble)) throw trouble;
    if (trouble.status === NOTHING_NEXT) notify("clock", "后面没有等着发生的事了，时间没有动。");
    else notify("clock", trouble.message, () => move(how, moved));
  } finally {
    moving = false;
  }
}

/** @param {() => void} moved called after the time was moved */
export function start(moved) {
  byId("advance-day").addEventListener("click", () => move({ advance_hours: 24 }, moved));
  byId("advance-next").addEventListener("click", () => move({ to: "next" }, moved));
  setInterval(show, 1000);
}
