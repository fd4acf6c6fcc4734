// What each number's phone holds. No DOM here: messages the server knows, letters on their way, the draft.

import * as api from "./api.js";

/**
 * A text we are sending. `after`: how many messages were there before it.
 * @typedef {{text: string, state: "sending" | "sent" | "failed", trouble: string, after: number}} Letter
 * @typedef {{phone: string, messages: api.Message[], outbox: Letter[], draft: string, loaded: boolean,
 *            posting: number, turn: number, line: Promise<void>}} Conversation
 * @typedef {(letter: Letter) => Promise<void>} Done called once a letter left or failed
 */

/** @type {Map<string, Conversation>} */
const all = new Map();

/** @param {string} phone @returns {Conversation} */
export function conversation(phone) {
  if (!all.has(phone)) {
    all.set(phone, { phone, messages: [], outbox: [], draft: "", loaded: false,
                     posting: 0, turn: 0, line: Promise.resolve() });
  }
  return all.get(phone);
}

const same = (a, b) => a.direction === b.direction && a.at === b.at && a.text === b.text;

/** Arrived: we know it was sent, or it failed on the way back and is there all the same. */
function arrived(letter, messages) {
  if (letter.state !== "failed") return letter.state === "sent";
  return messages.slice(letter.after).some(({ direction, text }) => direction === "in" && text === letter.text);
}

/**
 * Where what we had not seen begins. In the first list that is the letter written before it came, if there is one.
 * @param {Conversation} talk @param {api.Message[]} messages
 */
function firstFresh(talk, messages) {
  if (talk.loaded) return talk.messages.length;
  const letter = talk.outbox.find(({ state }) => state === "sent");
  const at = messages.findLastIndex(({ direction, text }) => direction === "in" && text === letter?.text);
  return at < 0 ? messages.length : at;
}

/**
 * Take the server's list. `fresh`: what was added at the end; `rewritten`: what we had is no longer its beginning.
 * @param {Conversation} talk @param {api.Message[]} messages
 */
function take(talk, messages) {
  const rewritten = talk.messages.some((old, i) => !messages[i] || !same(old, messages[i]));
  const fresh = rewritten ? [] : messages.slice(firstFresh(talk, messages));
  const outbox = talk.outbox.filter((letter) => !arrived(letter, messages));
  const outboxChanged = outbox.length !== talk.outbox.length;
  const first = !talk.loaded;
  Object.assign(talk, { messages, outbox, loaded: true });
  return { fresh, rewritten, changed: first || rewritten || fresh.length > 0 || outboxChanged };
}

/**
 * Ask for the messages. Null when a letter was on its way meanwhile: that answer may be half of the truth.
 * @param {Conversation} talk
 */
export async function refresh(talk) {
  const turn = talk.turn;
  const messages = await api.messages(talk.phone);
  return talk.posting || turn !== talk.turn ? null : take(talk, messages);
}

async function post(talk, letter) {
  talk.posting += 1;
  try {
    await api.say(talk.phone, letter.text);
    letter.state = "sent";
  } catch (trouble) {
    if (!(trouble instanceof api.Trouble)) throw trouble;
    Object.assign(letter, { state: "failed", trouble: trouble.message });
  } finally {
    talk.posting -= 1;
    talk.turn += 1;
  }
}

/** How many messages were there before a letter; unknown until they are loaded. @param {Conversation} talk */
const known = (talk) => (talk.loaded ? talk.messages.length : Infinity);

/** Send a letter after those before it. @param {Conversation} talk @param {Letter} letter @param {Done} done */
function enqueue(talk, letter, done) {
  talk.line = talk.line.then(() => post(talk, letter)).then(() => done(letter)).catch(reportError);
}

/** @param {Conversation} talk @param {string} text @param {Done} done */
export function send(talk, text, done) {
  const letter = { text, state: "sending", trouble: "", after: known(talk) };
  talk.outbox.push(letter);
  enqueue(talk, letter, done);
}

/** @param {Conversation} talk @param {Letter} letter @param {Done} done */
export function resend(talk, letter, done) {
  Object.assign(letter, { state: "sending", trouble: "", after: known(talk) });
  enqueue(talk, letter, done);
}

/** @param {Conversation} talk @param {Letter} letter */
export function discard(talk, letter) {
  talk.outbox = talk.outbox.filter((other) => other !== letter);
}
