// The input bar and the quick replies that type for you.

import { byId } from "./page.js";
import { rove, setTabStop } from "./roving.js";

const reply = byId("reply");
const IME_KEYCODE = 229; // Safari ends a composition before the Enter that ended it

/** Enter sends; with Shift it is a new line, and while composing it belongs to the input method. */
function sends(event) {
  const composing = event.isComposing || event.keyCode === IME_KEYCODE;
  return event.key === "Enter" && !event.shiftKey && !composing;
}

export const draft = () => reply.value;

/** @param {string} text */
export function setDraft(text) {
  reply.value = text;
}

export const focus = () => reply.focus();

/** @param {(text: string) => boolean} send whether the text was taken */
export function start(send) {
  const form = byId("composer");
  reply.addEventListener("keydown", (event) => {
    if (!sends(event)) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = reply.value;
    reply.focus();
    if (!text.trim()) return;
    if (send(text)) reply.value = "";
  });
  startChips(send);
}

function startChips(send) {
  const chips = byId("chips");
  const buttons = [...chips.querySelectorAll("button")];
  rove(chips, "button");
  setTabStop(buttons, buttons[0]);
  chips.addEventListener("click", ({ target }) => {
    const chip = target.closest("[data-text]");
    if (chip) send(chip.dataset.text);
  });
}
