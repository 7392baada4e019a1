/** The methods that a path takes, as `Allow` writes them; empty when it leads nowhere. */
export function routesOf(routes: readonly {readonly method: string; readonly path: string}[], path: string): readonly string[] {
  const methods = routes.filter(route => matches(route.path, path)).map(route => route.method.toUpperCase());
  const all = new Set(methods.flatMap(method => (method === 'GET' ? ['GET', 'HEAD'] : [method])));
  return all.size === 0 ? [] : [...all, 'OPTIONS'];
}

function matches(template: string, path: string): boolean {
  const pattern = template.split('/').map(part => (part.startsWith('{') ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))).join('/');
  return new RegExp(`^${pattern}/?$`).test(path);
}
