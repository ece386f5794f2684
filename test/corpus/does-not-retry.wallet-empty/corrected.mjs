// Stops at an error that says it is final, as p-retry does for an AbortError.
class AbortError extends Error {}

async function retry(task, { retries, minTimeout }) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await task();
    } catch (error) {
      if (error instanceof AbortError || attempt >= retries) throw error;
      await new Promise((resolve) => setTimeout(resolve, minTimeout * 2 ** attempt));
    }
  }
}

async function ask(content) {
  const response = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] }),
    signal: AbortSignal.timeout(30_000),
  });
  if (response.ok) return (await response.json()).choices[0].message.content;
  const says = `${response.status} ${await response.text()}`;
  const platformFault = response.headers.get('x-gateway-error-category') === 'platform_error';
  if (!platformFault) throw new AbortError(says);
  throw new Error(says);
}

console.log(await retry(() => ask('Suggest a title.'), { retries: 3, minTimeout: 300 }));
