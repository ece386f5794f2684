import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

const dist = fileURLToPath(new URL('../../../dist/', import.meta.url));
const index = `${dist}index.d.ts`;

const program = ts.createProgram([index], {
  ...{ module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2023, strict: true },
  ...{ types: ['node'], exactOptionalPropertyTypes: true },
});
const checker = program.getTypeChecker();

const resolved = (symbol: ts.Symbol) =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
const declarationsOf = (symbol: ts.Symbol) => symbol.declarations ?? [];

function exportedSymbols(): ReadonlySet<ts.Symbol> {
  const file = program.getSourceFile(index);
  const module = file === undefined ? undefined : checker.getSymbolAtLocation(file);
  if (module === undefined) throw new Error(`${index} is not there; run node scripts/ready.mjs`);
  return new Set(checker.getExportsOfModule(module).map(resolved));
}

const exported = exportedSymbols();

const isOurs = (symbol: ts.Symbol) =>
  declarationsOf(symbol).some((node) => node.getSourceFile().fileName.startsWith(dist));

/** A type of ours that has a name, which a caller may want to write. */
const isMissing = (symbol: ts.Symbol) =>
  isOurs(symbol) && !exported.has(symbol) && (symbol.flags & ts.SymbolFlags.TypeParameter) === 0;

/** Names that a declaration writes. */
function namesIn(node: ts.Node, found: Set<ts.Symbol>): void {
  const name = ts.isTypeReferenceNode(node)
    ? node.typeName
    : ts.isExpressionWithTypeArguments(node)
      ? node.expression
      : null;
  const symbol = name === null ? undefined : checker.getSymbolAtLocation(name);
  if (symbol !== undefined) found.add(resolved(symbol));
  node.forEachChild((child) => namesIn(child, found));
}

/** Names in what is computed of a type, whose declaration has helpers that a caller never writes. */
function namesOf(type: ts.Type, found: Set<ts.Symbol>, seen: Set<ts.Type>): void {
  if (seen.has(type)) return;
  seen.add(type);
  const named = type.aliasSymbol ?? (type.isClassOrInterface() ? type.symbol : undefined);
  if (named !== undefined) found.add(named);
  const parts = type.isUnionOrIntersection()
    ? type.types
    : (type.aliasTypeArguments ?? checker.getTypeArguments(type as ts.TypeReference));
  for (const part of parts) namesOf(part, found, seen);
  const isOfLibrary = (type.symbol?.flags ?? 0) & (ts.SymbolFlags.Interface | ts.SymbolFlags.Class);
  if (named !== undefined || isOfLibrary) return;
  for (const property of type.getProperties()) namesOf(checker.getTypeOfSymbol(property), found, seen);
  for (const signature of type.getCallSignatures()) {
    namesOf(signature.getReturnType(), found, seen);
    for (const parameter of signature.parameters) namesOf(checker.getTypeOfSymbol(parameter), found, seen);
  }
}

function mentioned(symbol: ts.Symbol): ReadonlySet<ts.Symbol> {
  const found = new Set<ts.Symbol>();
  for (const node of declarationsOf(symbol))
    if (ts.isTypeAliasDeclaration(node) && ts.isMappedTypeNode(node.type)) {
      const computed = checker.getDeclaredTypeOfSymbol(symbol);
      for (const method of computed.getProperties())
        namesOf(checker.getTypeOfSymbol(method), found, new Set());
    } else namesIn(node, found);
  return found;
}

test.each([...exported].map((symbol) => [symbol.name, symbol] as const))(
  'every type that %s names is exported',
  (_, symbol) => {
    const names = [...mentioned(symbol)].filter(isMissing).map(({ name }) => name);
    expect(names).toEqual([]);
  },
);

test('methods are computed to names that are exported', () => {
  const methods = [...exported].find(({ name }) => name === 'Methods');
  const names = methods === undefined ? [] : [...mentioned(methods)].filter(isOurs).map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['ShownRule', 'ShownScenario', 'Entry', 'Report', 'ResetCounts']),
  );
});
