/** Words that say little of what a question is about, although they are not in every text, folded. They count less. */
export const commonWords: ReadonlySet<string> = new Set(
  `able actually allow allowed always another anywhere around ask asked away back bad become began begin best better big bring brought
  call called came cause caused certain change come comes consider could day days different difference either end even exactly
  example fact feel felt find first follow following found full general give given good great happen happened happens happening help
  important include included includes including instead keep keeps kept kind kinds know known large last later least leave left less
  letter little long look looked main make makes making made man many matter mean means meant mind much need needed needs never new
  next none number old own part particular people person place possible put question quite rather really reason reasons right run
  second see seem seems send sent several similar since small something sort start started still stuff sure take taken takes taking
  tell thing think thought three time times told took try tried trying turn two type types usually various ways week went whole woman
  word work works working year years
  anderen beginnt beispiel bekommen beste bleiben bleibt braucht brauche bringen etwa finden findet gehen genau genug geschieht gibts
  grossen grosse gut gute guten immer jahr jahre jahren kommen kommt kommt leute lange lassen liegt letzte machen macht mensch menschen
  moglich mussen nachste nehmen neue neuen passiert person personen sache sachen sehen steht stellen teil tun unterschied verschiedene
  wichtig wichtigste wirklich zeit ziemlich`.split(/\s+/),
);
