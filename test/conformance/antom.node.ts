import {describe, it} from 'node:test';
import {antomWorlds} from '../payment/providers/antom-worlds.ts';
import {judgedProvider} from './judged-provider.ts';
import {keepSection} from './keep-section.ts';

const subjects = antomWorlds.map(({name, provider, world}) => ({place: `${world.way}: ${name}`, provider, world}));
judgedProvider('Antom', subjects, {describe, it, keep: keepSection});
