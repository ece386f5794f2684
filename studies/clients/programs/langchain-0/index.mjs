/** A package of its own, since both majors want another `@langchain/core` beside them. */
export { ChatOpenAI } from '@langchain/openai';
