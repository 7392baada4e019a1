import {readFileSync} from 'node:fs';
import ts from 'typescript';

/** The names of the properties that the classes of a file declare with `state: true`: the element's own, no page sets them. */
export function stateFields(file: string): Set<string> {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const members = source.statements.filter(ts.isClassDeclaration).flatMap(({members}) => [...members]);
  const tables = members.filter(ts.isPropertyDeclaration).filter(({name}) => name.getText() === 'properties');
  return new Set(tables.flatMap(({initializer}) => entries(initializer)).filter(isState).map(({name}) => name.getText()));
}

function isState({initializer}: ts.PropertyAssignment): boolean {
  return entries(initializer).some(({name, initializer: value}) => name.getText() === 'state' && value.kind === ts.SyntaxKind.TrueKeyword);
}

function entries(table: ts.Expression | undefined): ts.PropertyAssignment[] {
  return table && ts.isObjectLiteralExpression(table) ? table.properties.filter(ts.isPropertyAssignment) : [];
}
