/** Imports a package that is an optional peer; the error names what to install when it is missing. */
export async function optionalPackage<Module>(name: string, purpose: string): Promise<Module> {
  try {
    return (await import(name)) as Module;
  } catch (cause) {
    if ((cause as {code?: string}).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new Error(`${purpose} needs the package ${name}: run "npm install ${name}"`, {cause});
  }
}
