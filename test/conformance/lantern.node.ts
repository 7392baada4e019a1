import {describe, it} from 'node:test';
import {lantern} from '../../demo/providers/lantern/provider.ts';
import type {ProviderWorld} from '../../src/conformance/index.ts';
import {judgedProvider} from './judged-provider.ts';
import {keepSection} from './keep-section.ts';

const handlers = [{name: 'com.example.lantern', id: 'lantern', config: {}}];
const inWindow: ProviderWorld = {way: 'popup', handlers};
const byCode: ProviderWorld = {way: 'qr', handlers, answer: ({trade}) => ({type: 'qr', code: `https://lantern.example/${trade}`, expiresAt: '2099-01-01T00:00:00Z'})};

judgedProvider('Lantern Pay', [{place: 'popup', provider: lantern, world: inWindow}, {place: 'qr', provider: lantern, world: byCode}], {describe, it, keep: keepSection});
