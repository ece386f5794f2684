// Looks at the keys before it sends the rotation again.
const root = process.env.OPENAI_BASE_URL.replace(/\/v1$/, '');
const headers = { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' };

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function request(method, path, body) {
  return await fetch(root + path, {
    method,
    headers,
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
}

async function rotate(id) {
  for (let attempt = 0; attempt < 4; attempt++) {
    const response = await request('POST', `/api/keys/${id}/rotate`);
    if (response.ok) return await response.json();
    if (response.status !== 409 && response.status < 500) break;
    await sleep(1_000 * 2 ** attempt * (0.5 + Math.random()));
    const { data } = await (await request('GET', '/api/keys')).json();
    const key = data.find((each) => each.id === id);
    if (key === undefined) throw new Error(`${id} is gone`);
    if (key.status === 'pending-rotation') return key;
  }
  throw new Error('no rotation after 4 attempts');
}

const created = await (await request('POST', '/api/keys', { name: 'ci' })).json();
const rotated = await rotate(created.id);
console.log(`rotated ${rotated.id}`);
