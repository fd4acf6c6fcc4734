// The demo contracts, one function each. Nothing else in the page talks to the server.

const PATIENCE_MS = 15_000;

/** A request that did not work, in words that can be shown. `status` is 0 when no answer came. */
export class Trouble extends Error {
  /** @param {string} words @param {number} status */
  constructor(words, status = 0) {
    super(words);
    this.status = status;
  }
}

/** The server's own words about a refusal (RFC 9457), or its number. @param {Response} response */
async function refusal(response) {
  const problem = await response.json().catch(() => ({}));
  const words = problem.detail || problem.title;
  return new Trouble(typeof words === "string" ? words : `服务器回答 ${response.status}`, response.status);
}

/** @param {string} path @param {object} [body] posted as JSON when given */
async function call(path, body) {
  const request = { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) };
  if (body) {
    Object.assign(request, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  }
  const response = await fetch(path, request).catch(() => { throw new Trouble("连不上演示服务"); });
  if (!response.ok) throw await refusal(response);
  return response.json().catch(() => { throw new Trouble("演示服务的回答不完整"); });
}

const messagesPath = (phone) => `/demo/phones/${encodeURIComponent(phone)}/messages`;

/** @returns {Promise<string>} the demo's civil time */
export const clock = async () => (await call("/demo/clock")).now;

/** @param {{advance_hours: number} | {to: "next"}} move @returns {Promise<string>} */
export const moveClock = async (move) => (await call("/demo/clock", move)).now;

/** @typedef {{phone: string, label: string, last_at: string | null}} Phone */
/** @returns {Promise<Phone[]>} */
export const phones = async () => (await call("/demo/phones")).phones;

/** @typedef {{direction: "in" | "out", text: string, at: string}} Message out = sent by the bot */
/** @param {string} phone @returns {Promise<Message[]>} oldest first */
export const messages = async (phone) => (await call(messagesPath(phone))).messages;

/** Speak as the citizen. @param {string} phone @param {string} text */
export const say = (phone, text) => call(messagesPath(phone), { text });

/** @typedef {{id: string, at: string, kind: string, title: string, detail: string, phone: string}} TimelineEvent */
/** @returns {Promise<TimelineEvent[]>} the latest, newest last */
export const timeline = async () => (await call("/demo/timeline")).events;
