/** The panel that exports and imports chats, with the progress and the result of an import. */
import { ArrowLeftRight } from 'lucide-react';
import { Popover } from '../controls/popover.tsx';
import { ExportChoice } from './export-choice.tsx';
import { ImportChoice } from './import-choice.tsx';
import { PreparingLine } from './preparing-line.tsx';
import { transferWords as words } from '../words/transfer.ts';

export const TransferPanel = () => (
  <Popover
    panel="transfer"
    label={words.title}
    button={
      <>
        <ArrowLeftRight aria-hidden />
        {words.title}
      </>
    }
    buttonClass="deleted-button"
    panelClass="transfer-panel"
  >
    <ExportChoice />
    <ImportChoice />
    <PreparingLine />
  </Popover>
);
