/** What a question asks an index for. */
import { fold } from '../../../shared/search/fold.ts';

/** More words of a question than this are left out; a longer one is a pasted text. */
const mostWords = 24;

/** Words that say nothing of what a question is about, folded. */
const stopWords = new Set(
  `a about above after again all also am an and any anyone anything are as at be because been before being below between both but by
  can could did do does doing done down during each else ever every few for from further get gets give given gives go goes got had has
  have having he her here hers herself him himself his how however i if in into is it its itself just let like many may me might more
  most much must my myself no nor not now of off on once one only onto or other our ours out over own please say says said same shall
  she should so some such tell than that the their theirs them then there these they thing things this those through to too under
  until up upon us use used using very want was way we were what whatever when where whether which while who whom whose why will with
  without would yes yet you your yours yourself
  describe explain find list mention mentioned name show state stated summarise summarize
  according document documents file page pages passage passages section text
  aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf aus bei beim bin bis bist
  bitte da dabei dadurch dafur damit dann darf darin das dass dazu dein deine dem den denn der deren des dessen dich die dies diese
  diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines er es etwas euch euer fur gab gegen geht gibt hab
  habe haben hast hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist ja jede jedem jeden jeder
  jedes jene jetzt kann kein keine keinem keinen keiner konnen konnte konnten machen man manche mehr mein meine mich mir mit muss mussen
  nach nicht nichts noch nun nur ob oder ohne sagt sehr sein seine seinem seinen seiner seit sich sie sind so soll sollen sollte sollten
  sondern sonst uber um und uns unser unter viel viele vom von vor wann war waren warum was wegen weil welche welchem welchen welcher
  welches wem wen wenn wer werde werden wessen weshalb wie wieviel wieder wieso will wir wird wo wofur womit woran wurde wurden zu zum
  zur zwar zwischen beschreibe erklare nenne zeige dokument datei seite seiten abschnitt`.split(/\s+/),
);

/** Question words of Chinese, which has no spaces between words. */
const stopCharacters =
  /什么|什麼|怎么|怎麼|怎样|多少|哪里|哪裡|哪些|哪几种|几种|为什么|為什麼|[的是了吗嗎呢在有谁誰哪从從被会會很都]/gu;

const asksForNumber =
  /\bhow (many|much|long|often|high|far|old|large|big|early|late|full|wide|deep)\b|\bwhen\b|\bprice|\bcost|\bwie ?(viel|lange|oft|hoch|weit|alt|gross|spat|fruh)|\bwann\b|\bkostet|多少|几|كم|متى/u;

export interface Question {
  /** Folded, without duplicates. */
  words: string[];
  /** Its answer has a number in all likelihood. */
  asksForNumber: boolean;
}

/** What a question asks for; `null` if it has only words such as "what is this about". */
export const questionOf = (text: string): Question | null => {
  const folded = fold(text);
  const all = folded.replaceAll(stopCharacters, ' ').match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  const words = [...new Set(all)].filter((word) => !stopWords.has(word)).slice(0, mostWords);
  return words.length === 0 ? null : { words, asksForNumber: asksForNumber.test(folded) };
};
