// Readers of events that do not read: the parent says how many to open, and when to read at last.
import { connect } from 'node:net';

/** Connections that are opened at once; the queue of a listener is not endless. */
const atOnce = 200;

/** Those that were admitted, with what they read. */
const readers = [];
const ended = [];

/** The status of a reader, which reads no further. */
function open({ port, path, token }) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const reader = { socket, text: '' };
    socket.setEncoding('latin1').on('error', () => {});
    socket.once('error', reject).once('close', () => reject(new Error('closed without an answer')));
    socket.once('connect', () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n\r\n`),
    );
    socket.once('data', (text) => {
      socket.pause();
      reader.text = text;
      const status = Number(text.slice(9, 12));
      if (status === 200) {
        readers.push(reader);
        ended.push(new Promise((done) => socket.once('close', done)));
      } else socket.destroy();
      resolve(`${status} ${/content-type: ([^\r;]*)/i.exec(text)?.[1]}`);
    });
  });
}

async function openMany({ count, ...where }) {
  const answers = {};
  for (let n = 0; n < count; n += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, count - n) }, () => open(where));
    for (const answer of await Promise.all(some)) answers[answer] = (answers[answer] ?? 0) + 1;
  }
  return answers;
}

/** Reads what waits; how many were told that they were sent away. */
async function readAll() {
  for (const { socket } of readers) socket.resume();
  for (const reader of readers)
    reader.socket.on('data', (text) => {
      // The end is enough: the rest is many megabytes.
      reader.text = (reader.text + text).slice(-500);
    });
  await Promise.all(ended.splice(0));
  return readers.splice(0).filter(({ text }) => text.includes('event: dropped')).length;
}

process.on('message', async ({ ask, ...given }) => {
  if (ask === 'open') process.send(await openMany(given));
  if (ask === 'read') process.send(await readAll());
  if (ask === 'stay') {
    for (const { socket } of readers) socket.resume();
    process.send('staying');
    const count = readers.splice(0).length;
    await Promise.all(ended.splice(0));
    process.send(count);
  }
});
