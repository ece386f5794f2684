// What could be in the place of an expression: as text, and in words that hold however it is formatted.
import ts from 'typescript';

const { SyntaxKind: Kind } = ts;

const operators = {
  [Kind.LessThanToken]: ['<=', '>'],
  [Kind.LessThanEqualsToken]: ['<', '>'],
  [Kind.GreaterThanToken]: ['>=', '<'],
  [Kind.GreaterThanEqualsToken]: ['>', '<'],
  [Kind.EqualsEqualsEqualsToken]: ['!=='],
  [Kind.ExclamationEqualsEqualsToken]: ['==='],
  [Kind.PlusToken]: ['-'],
  [Kind.MinusToken]: ['+'],
  [Kind.AsteriskToken]: ['/'],
  [Kind.SlashToken]: ['*'],
  [Kind.AsteriskAsteriskToken]: ['*'],
  [Kind.AmpersandAmpersandToken]: ['||'],
  [Kind.BarBarToken]: ['&&'],
  [Kind.PlusEqualsToken]: ['-='],
};

/** Methods that have an opposite, and those that can be left out. */
const opposites = { min: 'max', max: 'min', some: 'every', every: 'some' };
const droppable = new Set(['filter', 'sort', 'toSorted', 'reverse', 'toReversed', 'slice']);

function isText(node) {
  if (ts.isParenthesizedExpression(node)) return isText(node.expression);
  if (ts.isBinaryExpression(node)) return isText(node.left) || isText(node.right);
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

/** What a condition could always be. */
export const conditions = ['true', 'false'].map((text) => ({ text, change: `condition → ${text}` }));

/** A threshold is to be noticed one step off, on both sides. */
export function neighboursOf({ text }) {
  const value = Number(text);
  const near = Number.isInteger(value) ? [value + 1, value - 1] : [value * 1.05, value * 0.95];
  return near.map((each) => ({ text: String(each), change: `${text} → ${each}` }));
}

function ofOperation({ left, right, operatorToken: { kind } }, source) {
  if (kind === Kind.QuestionQuestionToken) return [{ text: source(right), change: '?? → its right side' }];
  return (operators[kind] ?? []).map((operator) => ({
    text: `${source(left)} ${operator} ${source(right)}`,
    change: `${ts.tokenToString(kind)} → ${operator}`,
  }));
}

function ofMethod({ expression: { expression: object, name }, end }, source) {
  if (droppable.has(name.text)) return [{ text: source(object), change: `${name.text}() → nothing` }];
  const opposite = Object.hasOwn(opposites, name.text) ? opposites[name.text] : null;
  const given = object.getSourceFile().text.slice(name.end, end);
  if (opposite === null) return [];
  return [{ text: `${source(object)}.${opposite}${given}`, change: `${name.text}() → ${opposite}()` }];
}

/** The changes of one expression: `{ text, change }`. */
export function changesOf(node) {
  const source = (part) => part.getText();
  if (ts.isBinaryExpression(node)) return isText(node) ? [] : ofOperation(node, source);
  if (ts.isNumericLiteral(node)) return neighboursOf(node);
  if (node.kind === Kind.TrueKeyword) return [{ text: 'false', change: 'true → false' }];
  if (node.kind === Kind.FalseKeyword) return [{ text: 'true', change: 'false → true' }];
  if (ts.isPrefixUnaryExpression(node))
    return node.operator === Kind.ExclamationToken
      ? [{ text: source(node.operand), change: '! → nothing' }]
      : [];
  const isMethod = ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression);
  return isMethod ? ofMethod(node, source) : [];
}
