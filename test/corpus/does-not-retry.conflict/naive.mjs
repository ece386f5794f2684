// Sends the rotation again and again, although a 409 says that its picture of the key is out of date.
const root = process.env.OPENAI_BASE_URL.replace(/\/v1$/, '');
const headers = { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' };

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function request(method, path, body) {
  for (let attempt = 0; attempt < 4; attempt++) {
    const response = await fetch(root + path, {
      method,
      headers,
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    if (response.ok) return await response.json();
    if (response.status !== 409 && response.status < 500) throw new Error(await response.text());
    await sleep(1_000 * 2 ** attempt * (0.5 + Math.random()));
  }
  throw new Error(`${method} ${path}: no answer after 4 attempts`);
}

const created = await request('POST', '/api/keys', { name: 'ci' });
const rotated = await request('POST', `/api/keys/${created.id}/rotate`);
console.log(`rotated ${rotated.id}`);
