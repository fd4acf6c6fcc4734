// How the network counts a text message that is not plain Latin.

const ALONE = 70;
const JOINED = 67;

/** How many SMS a text takes: 70 UTF-16 units in one, 67 in each of several. @param {string} text */
export function parts(text) {
  return text.length <= ALONE ? 1 : Math.ceil(text.length / JOINED);
}
