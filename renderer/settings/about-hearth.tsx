/** About Hearth: new versions, and the licences of its parts. */
import { Updates } from './updates.tsx';
import { Licences } from './licences.tsx';
import { aboutWords as words } from '../words/about.ts';

export const AboutHearth = () => (
  <>
    <h3>{words.title}</h3>
    <Updates />
    <Licences />
  </>
);
