/** argv: langchain-0 | @langchain/openai, and --stream */
import { model, prompt, streams } from './lib.mjs';

const { ChatOpenAI } = await import(process.argv[2]);
// Base URL and key come from the environment.
const chat = new ChatOpenAI({ model });

if (streams) for await (const chunk of await chat.stream(prompt)) process.stdout.write(chunk.content);
else console.log((await chat.invoke(prompt)).content);
