// "+ 新号码": open the thread of someone we may never have written to.

import * as api from "./api.js";
import { byId } from "./page.js";

/** The 11 digits in what was typed (spaces, hyphens, +86 and full-width digits allowed), or null. @param {string} typed */
export function elevenDigits(typed) {
  const digits = typed.normalize("NFKC").replace(/[\s-]/g, "").replace(/^(\+|00)86/, "");
  return /^\d{11}$/.test(digits) ? digits : null;
}

/** @param {string} words */
function showTrouble(words) {
  byId("number-trouble").textContent = words;
  byId("number-field").setAttribute("aria-invalid", String(Boolean(words)));
}

/** What is wrong with a number, in words, or nothing: which numbers there are, the server knows. @param {string | null} phone */
async function troubleWith(phone) {
  if (!phone) return "请写满 11 位数字。";
  try {
    await api.messages(phone);
    return "";
  } catch (trouble) {
    if (trouble instanceof api.Trouble) return trouble.message;
    throw trouble;
  }
}

/** @param {(phone: string) => void} open @param {() => void} opening called before the dialog shows */
export function start(open, opening) {
  const dialog = byId("number-dialog");
  const field = byId("number-field");
  byId("new-number").addEventListener("click", () => {
    opening();
    showTrouble("");
    field.value = "";
    dialog.showModal();
    field.focus();
  });
  byId("number-cancel").addEventListener("click", () => dialog.close());
  byId("number-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const phone = elevenDigits(field.value);
    const words = await troubleWith(phone);
    if (!dialog.open) return; // called off meanwhile
    showTrouble(words);
    if (words) return field.focus();
    dialog.close();
    open(phone);
  });
}
