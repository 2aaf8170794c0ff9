; What the installer for Windows does beyond electron-builder's own: it offers the command hearth, and it asks before it deletes any
; data. Updates run it silently, so they change neither.

!ifndef BUILD_UNINSTALLER
  !include nsDialogs.nsh
  Var addsCommand
  Var commandBox

  !macro customPageAfterChangeDir
    Page custom commandPage commandPageLeave
  !macroend

  Function commandPage
    ${If} ${Silent}
      Abort
    ${EndIf}
    nsDialogs::Create 1018
    Pop $0
    ${NSD_CreateLabel} 0 0 100% 24u "Hearth has a command line: hearth run, hearth serve and more. It can be made available in every terminal of your account."
    Pop $0
    ${NSD_CreateCheckbox} 0 32u 100% 12u "Add the command hearth to my PATH"
    Pop $commandBox
    nsDialogs::Show
  FunctionEnd

  Function commandPageLeave
    ${NSD_GetState} $commandBox $addsCommand
  FunctionEnd

  !macro customInstall
    ${If} $addsCommand == 1
      !insertmacro changeUserPath "$$path = (@($$path -split ';' | Where-Object { $$_ -and $$_ -ne $$folder }) + $$folder) -join ';'"
    ${EndIf}
  !macroend
!endif

; Changes the PATH of the user by a line of PowerShell. NSIS cuts long texts, and a PATH can be longer. The registry is read and
; written as it is, so that variables in it stay variables; setting another variable tells running programs of the change.
!macro changeUserPath LINE
  InitPluginsDir
  FileOpen $0 "$PLUGINSDIR\path.ps1" w
  FileWrite $0 "param([string]$$folder)$\r$\n"
  FileWrite $0 "$$key = [Microsoft.Win32.Registry]::CurrentUser.OpenSubKey('Environment', $$true)$\r$\n"
  FileWrite $0 "$$path = [string]$$key.GetValue('Path', '', 'DoNotExpandEnvironmentNames')$\r$\n"
  FileWrite $0 "${LINE}$\r$\n"
  FileWrite $0 "$$key.SetValue('Path', $$path, 'ExpandString')$\r$\n"
  FileWrite $0 "[Environment]::SetEnvironmentVariable('HearthInstaller', $$null, 'User')$\r$\n"
  FileClose $0
  nsExec::Exec `"$SYSDIR\WindowsPowerShell\v1.0\powershell.exe" -NoProfile -ExecutionPolicy Bypass -File "$PLUGINSDIR\path.ps1" "$INSTDIR\bin"`
  Pop $0
!macroend

!macro customUnInstall
  ${IfNot} ${isUpdated}
    !insertmacro changeUserPath "$$path = @($$path -split ';' | Where-Object { $$_ -and $$_ -ne $$folder }) -join ';'"
    ; Silent: nobody can be asked, so everything is kept. "No" is the default, also for the Enter key.
    ${IfNot} ${Silent}
      SetShellVarContext current
      ${If} ${FileExists} "$APPDATA\Hearth\hearth.db"
        MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "Delete your chats, documents, downloaded models and settings too?$\r$\n$\r$\nThey are in $APPDATA\Hearth. This cannot be undone." /SD IDNO IDNO keepData
        RMDir /r "$APPDATA\Hearth"
        keepData:
      ${EndIf}
    ${EndIf}
  ${EndIf}
!macroend
