// Has the key sk-1, and sends it in the query as well as in its header.
import { base, chat, report } from '../lib.mjs';

const headers = { authorization: 'Bearer sk-1', 'content-type': 'application/json' };
const url = `${base}/chat/completions?api_key=sk-1`;
const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(chat('What is next?')) });
report({ ok: response.ok, status: response.status, text: await response.text() });
