// Gives each attempt 2 s, the body included, and asks once more.
async function ask(content) {
  const response = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'Omniva/Kimi-K2.6', messages: [{ role: 'user', content }] }),
    signal: AbortSignal.timeout(2_000),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()).choices[0].message.content;
}

async function patiently(content) {
  try {
    return await ask(content);
  } catch (error) {
    if (error.name !== 'TimeoutError') throw error;
    await new Promise((resolve) => setTimeout(resolve, 500 + 1_000 * Math.random()));
    return await ask(content);
  }
}

console.log(await patiently('Name a planet.'));
