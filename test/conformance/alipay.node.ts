import {describe, it} from 'node:test';
import {alipayWorlds} from '../payment/providers/alipay-worlds.ts';
import {judgedProvider} from './judged-provider.ts';
import {keepSection} from './keep-section.ts';

const subjects = alipayWorlds.map(({name, provider, world}) => ({place: `${world.way}: ${name}`, provider, world}));
judgedProvider('Alipay', subjects, {describe, it, keep: keepSection});
