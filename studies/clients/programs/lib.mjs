/** What the drill tells a client, and the one question that all of them ask. */
export const { OPENAI_BASE_URL: base, OPENAI_API_KEY: key, MODEL: model } = process.env;
export const prompt = 'Why does a client wait before it asks again?';
export const streams = process.argv.includes('--stream');

/** The same as a plain request, for clients that know HTTP and nothing of chats. */
export const url = `${base}/chat/completions`;
export const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
export const question = { model, messages: [{ role: 'user', content: prompt }] };

export function print(answer) {
  console.log(answer.choices[0].message.content);
}
