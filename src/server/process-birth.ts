import {readFile} from 'node:fs/promises';

/** What the system says about a process. */
export interface ProcessBirth {
  /** Tells it from a later process with the same number: when it began, in the kernel's ticks (Linux); empty where nobody says. */
  readonly born: string;
  /** It has ended and only waits to be collected by its parent. */
  readonly isDead: boolean;
}

export async function processBirth(pid: number): Promise<ProcessBirth> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {born: fields[19] ?? '', isDead: fields[0] === 'Z' || fields[0] === 'X'};
}
