// Civil time: always Asia/Shanghai, whatever the browser's own zone.

const PIECES = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai", hourCycle: "h23",
  year: "numeric", month: "numeric", day: "numeric", weekday: "short",
  hour: "2-digit", minute: "2-digit", second: "2-digit",
});

/** @param {string | number} at */
function pieces(at) {
  return Object.fromEntries(PIECES.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
}

/** 11月18日 周三 @param {string | number} at */
export function day(at) {
  const { month, day: date, weekday } = pieces(at);
  return `${month}月${date}日 ${weekday}`;
}

/** 2026年11月18日 周三 @param {string | number} at */
export const fullDay = (at) => `${pieces(at).year}年${day(at)}`;

/** 10:05 @param {string | number} at */
export function time(at) {
  const { hour, minute } = pieces(at);
  return `${hour}:${minute}`;
}

/** 10:05:09 @param {string | number} at */
export const timeWithSeconds = (at) => `${time(at)}:${pieces(at).second}`;

/** The time on the same day as `now`, else the date. @param {string} at @param {number} now */
export function short(at, now) {
  if (fullDay(at) === fullDay(now)) return time(at);
  const { month, day: date } = pieces(at);
  return `${month}月${date}日`;
}
