import {readFile, readlink} from 'node:fs/promises';

/** What the system says about a process. */
export interface ProcessBirth {
  /** Tells it from a later process with the same number: when it began, in the kernel's ticks (Linux); empty where nobody says. */
  readonly born: string;
  /** It has ended and only waits to be collected by its parent. */
  readonly isDead: boolean;
}

/**
 * Where the numbers of processes mean what they mean here: this start of this machine, and on Linux this container. Empty where nobody says.
 */
export async function processSpace(): Promise<string> {
  const parts = await Promise.all([readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''), readlink('/proc/self/ns/pid').catch(() => '')]);
  return parts.join(' ').trim();
}

export async function processBirth(pid: number): Promise<ProcessBirth> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {born: fields[19] ?? '', isDead: fields[0] === 'Z' || fields[0] === 'X'};
}
