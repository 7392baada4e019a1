/**
 * Takes the place of the network for scripts that are put on the page, so that no test asks a vendor's: they cannot be had, or never come.
 * `asked` has their addresses; call `restore` at the end.
 */
export function loseScripts(how: 'fails' | 'never comes'): {readonly asked: readonly string[]; restore(): void} {
  const asked: string[] = [];
  document.head.append = (...nodes) => {
    for (const node of nodes as HTMLScriptElement[]) {
      asked.push(node.src);
      if (how === 'fails') setTimeout(() => node.dispatchEvent(new Event('error')));
    }
  };
  return {asked, restore: () => void Reflect.deleteProperty(document.head, 'append')};
}
