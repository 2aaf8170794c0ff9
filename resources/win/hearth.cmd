@echo off
rem The command hearth: the program itself, which takes a command instead of opening a window.
"%~dp0..\Hearth.exe" %*
exit /b %ERRORLEVEL%
