; The installer for Windows: Japanese and English, for one user or for all, upgrade in place. Made with NSIS 3 (Unicode).
;
;   makensis /DVERSION=0.1.0 /DPROGRAM=..\..\dist\pos-assist /DOUTPUT=..\..\dist\pos-assist-setup-0.1.0.exe pos-assist.nsi
;
; The shop's data is in the user's data folder (%LOCALAPPDATA%\pos-assist), not here. Removing the program leaves it alone
; unless the person ticks the box that says otherwise, which is never ticked beforehand.

Unicode true
!ifndef VERSION
  !error "VERSION is not given"
!endif
!ifndef PROGRAM
  !error "PROGRAM, the folder that PyInstaller made, is not given"
!endif
!ifndef OUTPUT
  !define OUTPUT "pos-assist-setup-${VERSION}.exe"
!endif

!define NAME "pos_assist"
!define STARTER "pos-assist-counter.exe"
!define TERMINAL_STARTER "pos-assist.exe"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\pos-assist"
!define PACK_TYPE "pos-assist.pack"
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"

; For one user (no rights needed) or for all: MultiUser.nsh asks, and remembers the answer for an upgrade.
!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_USE_PROGRAMFILES64
!define MULTIUSER_INSTALLMODE_INSTDIR "pos-assist"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "${UNINSTALL_KEY}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "InstallLocation"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "${UNINSTALL_KEY}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "DisplayVersion"

!include MultiUser.nsh
!include MUI2.nsh
!include nsDialogs.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include x64.nsh

Name "${NAME} ${VERSION}"
OutFile "${OUTPUT}"
SetCompressor /SOLID lzma
ManifestDPIAware true
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "FileDescription" "${NAME}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "${NAME}"

!define MUI_ABORTWARNING
!ifdef ICON
  !define MUI_ICON "${ICON}"
  !define MUI_UNICON "${ICON}"
!endif
!define MUI_COMPONENTSPAGE_SMALLDESC
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_FUNCTION StartCounter

; /UPDATE, from the program itself: what was chosen before stays, so nothing is asked until it is installed.
!macro QuestionPage PAGE
  !define MUI_PAGE_CUSTOMFUNCTION_PRE SkipWhenUpdating
  !insertmacro ${PAGE}
!macroend
!insertmacro QuestionPage MUI_PAGE_WELCOME
!insertmacro QuestionPage MULTIUSER_PAGE_INSTALLMODE
!insertmacro QuestionPage MUI_PAGE_COMPONENTS
!insertmacro QuestionPage MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH

!insertmacro MUI_UNPAGE_CONFIRM
UninstPage custom un.AskForData un.HearAboutData
!insertmacro MUI_UNPAGE_INSTFILES

!insertmacro MUI_LANGUAGE "Japanese"
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_RESERVEFILE_LANGDLL

LangString S_PROGRAM ${LANG_JAPANESE} "プログラム(必須)"
LangString S_PROGRAM ${LANG_ENGLISH} "Program (required)"
LangString S_DESKTOP ${LANG_JAPANESE} "デスクトップのショートカット"
LangString S_DESKTOP ${LANG_ENGLISH} "Shortcut on the desktop"
LangString S_AUTOSTART ${LANG_JAPANESE} "パソコンの起動時にレジを開く"
LangString S_AUTOSTART ${LANG_ENGLISH} "Open the counter when the PC starts"
LangString D_PROGRAM ${LANG_JAPANESE} "レジとコマンド、スタートメニューの項目。"
LangString D_PROGRAM ${LANG_ENGLISH} "The counter, its command, and the entry in the start menu."
LangString D_DESKTOP ${LANG_JAPANESE} "デスクトップからレジを開けます。"
LangString D_DESKTOP ${LANG_ENGLISH} "Opens the counter from the desktop."
LangString D_AUTOSTART ${LANG_JAPANESE} "サインインすると、すぐにレジが開きます。あとから変えられます。"
LangString D_AUTOSTART ${LANG_ENGLISH} "The counter is there as soon as somebody signs in. Can be changed later."
LangString STILL_OPEN ${LANG_JAPANESE} "レジが開いています。レジを閉じてから「再試行」を押してください。"
LangString STILL_OPEN ${LANG_ENGLISH} "The counter is open. Close it, then press Retry."
LangString ONLY_64 ${LANG_JAPANESE} "64ビット版の Windows 10 以降が必要です。"
LangString ONLY_64 ${LANG_ENGLISH} "This needs a 64-bit Windows 10 or newer."
LangString DATA_TITLE ${LANG_JAPANESE} "お店のデータ"
LangString DATA_TITLE ${LANG_ENGLISH} "The shop's data"
LangString DATA_SUBTITLE ${LANG_JAPANESE} "会計の記録をどうするかを選んでください。"
LangString DATA_SUBTITLE ${LANG_ENGLISH} "What should happen to the sales."
LangString DATA_KEPT ${LANG_JAPANESE} "お店のデータ(会計の記録、商品、控え)は次の場所に残ります。あとでもう一度インストールすれば、続きから使えます。"
LangString DATA_KEPT ${LANG_ENGLISH} "The shop's data (sales, items, backups) stays in the folder below. If you install the program again, it goes on from there."
LangString DATA_DELETE ${LANG_JAPANESE} "会計の記録もすべて消す(元に戻せません)"
LangString DATA_DELETE ${LANG_ENGLISH} "Delete all sales too (this cannot be undone)"
LangString DATA_SURE ${LANG_JAPANESE} "すべての会計の記録を消します。法律で保存が必要な帳簿はありませんか? 消してよろしいですか?"
LangString DATA_SURE ${LANG_ENGLISH} "All sales will be deleted. Are you sure that none of them must be kept by law?"

LangString NO_PACK ${LANG_JAPANESE} "お店のパックがありません: "
LangString NO_PACK ${LANG_ENGLISH} "There is no such pack: "
LangString PACK_FILE ${LANG_JAPANESE} "pos_assist パック"
LangString PACK_FILE ${LANG_ENGLISH} "pos_assist pack"

Var Updating ; /UPDATE: "1"
Var Waited ; half seconds
Var Pack ; /SHOP=: the pack that the first start makes its shop of, without a question
Var DataFolder
Var DeleteData
Var DeleteBox

; -- installing ---------------------------------------------------------------------------------------------------------

!macro WaitUntilClosed UN
  ; A running program holds its files: opening its starter for writing then fails. Either starter may be running: the
  ; counter, or the terminal's (back office, import, sell).
  Function ${UN}IsRunning ; the path of a starter on the stack; gives 1 or 0
    Exch $1
    StrCpy $2 "0"
    ${If} ${FileExists} "$1"
      ClearErrors
      FileOpen $0 "$1" a
      ${If} ${Errors}
        StrCpy $2 "1"
      ${Else}
        FileClose $0
      ${EndIf}
    ${EndIf}
    Pop $1
    Push $2
  FunctionEnd
  Function ${UN}WaitUntilClosed
    StrCpy $Waited "0"
    retry:
      Push "$INSTDIR\${STARTER}"
      Call ${UN}IsRunning
      Pop $3
      Push "$INSTDIR\${TERMINAL_STARTER}"
      Call ${UN}IsRunning
      Pop $4
      ${If} "$3$4" == "00"
        Return
      ${EndIf}
      ${If} $Updating == "1" ; the program that opened this one is about to end
      ${AndIf} $Waited < 60
        Sleep 500
        IntOp $Waited $Waited + 1
        Goto retry
      ${EndIf}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(STILL_OPEN)" /SD IDCANCEL IDRETRY retry
      SetErrorLevel 4
      Abort
  FunctionEnd
!macroend
!insertmacro WaitUntilClosed ""
!insertmacro WaitUntilClosed "un."

Section "$(S_PROGRAM)" ProgramSection
  SectionIn RO
  Call WaitUntilClosed
  ; An upgrade puts the new program in the place of the old one; nothing of the old may be left between its files.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${PROGRAM}/*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ${If} $Pack != ""
    RMDir /r "$INSTDIR\first-start"
    CreateDirectory "$INSTDIR\first-start"
    CopyFiles /SILENT "$Pack" "$INSTDIR\first-start"
  ${EndIf}

  ; A double click on a pack: the first start begins with it, later the back office shows what it would change.
  WriteRegStr SHCTX "Software\Classes\.pospack" "" "${PACK_TYPE}"
  WriteRegStr SHCTX "Software\Classes\${PACK_TYPE}" "" "$(PACK_FILE)"
  WriteRegStr SHCTX "Software\Classes\${PACK_TYPE}\DefaultIcon" "" "$INSTDIR\${STARTER},0"
  WriteRegStr SHCTX "Software\Classes\${PACK_TYPE}\shell\open\command" "" '"$INSTDIR\${STARTER}" "%1"'
  ${RefreshShellIcons}

  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${STARTER}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "Publisher" "${NAME}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${STARTER}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode /S'
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "EstimatedSize" "$0"
SectionEnd

Section /o "$(S_DESKTOP)" DesktopSection
  CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\${STARTER}"
SectionEnd

Section /o "$(S_AUTOSTART)" AutostartSection
  WriteRegStr SHCTX "${RUN_KEY}" "pos-assist" '"$INSTDIR\${STARTER}"'
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${ProgramSection} "$(D_PROGRAM)"
  !insertmacro MUI_DESCRIPTION_TEXT ${DesktopSection} "$(D_DESKTOP)"
  !insertmacro MUI_DESCRIPTION_TEXT ${AutostartSection} "$(D_AUTOSTART)"
!insertmacro MUI_FUNCTION_DESCRIPTION_END

; Installed for all, this runs with the rights of an administrator, perhaps of another account than the one at the desk: its shop would be
; made in that account's folder. The desktop starts the counter for whoever is signed in.
Function StartCounter
  ${If} $MultiUser.InstallMode == "AllUsers"
    Exec '"$WINDIR\explorer.exe" "$INSTDIR\${STARTER}"'
  ${Else}
    Exec '"$INSTDIR\${STARTER}"'
  ${EndIf}
FunctionEnd

Function SkipWhenUpdating
  ${If} $Updating == "1"
    Abort ; this page alone
  ${EndIf}
FunctionEnd

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_OK|MB_ICONSTOP "$(ONLY_64)" /SD IDOK
    Abort
  ${EndIf}
  SetRegView 64
  StrCpy $Updating "0"
  ${GetParameters} $1
  ClearErrors
  ${GetOptions} $1 "/UPDATE" $0
  ${IfNot} ${Errors}
    StrCpy $Updating "1"
    ; Installed for all, asked for by somebody who is no administrator: Windows asks for one, or there would be a second program.
    ReadRegStr $2 HKCU "${UNINSTALL_KEY}" "InstallLocation"
    ReadRegStr $3 HKLM "${UNINSTALL_KEY}" "InstallLocation"
    UserInfo::GetAccountType
    Pop $4
    ${If} $2 == ""
    ${AndIf} $3 != ""
    ${AndIf} $4 != "Admin"
      ExecShell "runas" "$EXEPATH" "/UPDATE /AllUsers"
      Quit
    ${EndIf}
  ${EndIf}
  StrCpy $5 "$INSTDIR" ; what /D= says; the next line puts its own folder there
  !insertmacro MULTIUSER_INIT
  ${If} $5 != ""
    StrCpy $INSTDIR "$5"
  ${EndIf}
  ${If} $Updating == "0"
    !insertmacro MUI_LANGDLL_DISPLAY
  ${EndIf}
  ; An upgrade keeps what was chosen before.
  ReadRegStr $0 SHCTX "${RUN_KEY}" "pos-assist"
  ${If} $0 != ""
    !insertmacro SelectSection ${AutostartSection}
  ${EndIf}
  ${If} ${FileExists} "$DESKTOP\${NAME}.lnk"
    !insertmacro SelectSection ${DesktopSection}
  ${EndIf}
  ; From the program itself: /UPDATE. Without questions: /S [/CurrentUser | /AllUsers] [/DESKTOP] [/AUTOSTART] [/SHOP="pack"] [/D=folder]; quotation marks, where it has spaces, after the sign
  ${GetParameters} $1
  ClearErrors
  ${GetOptions} $1 "/DESKTOP" $0
  ${IfNot} ${Errors}
    !insertmacro SelectSection ${DesktopSection}
  ${EndIf}
  ClearErrors
  ${GetOptions} $1 "/AUTOSTART" $0
  ${IfNot} ${Errors}
    !insertmacro SelectSection ${AutostartSection}
  ${EndIf}
  ClearErrors
  ${GetOptions} $1 "/SHOP=" $0
  ${IfNot} ${Errors}
    GetFullPathName $Pack "$0"
    ${IfNot} ${FileExists} "$Pack"
      MessageBox MB_OK|MB_ICONSTOP "$(NO_PACK)$0" /SD IDOK
      SetErrorLevel 3
      Quit ; Abort would end with another code here
    ${EndIf}
  ${EndIf}
FunctionEnd

; -- removing -----------------------------------------------------------------------------------------------------------

Function un.onInit
  SetRegView 64
  !insertmacro MULTIUSER_UNINIT
  !insertmacro MUI_UNGETLANGUAGE
  StrCpy $DeleteData "0"
  SetShellVarContext current ; the data is this user's, whoever the program was installed for
  StrCpy $DataFolder "$LOCALAPPDATA\pos-assist"
  ${If} $MultiUser.InstallMode == "AllUsers"
    SetShellVarContext all
  ${EndIf}
FunctionEnd

Function un.AskForData
  !insertmacro MUI_HEADER_TEXT "$(DATA_TITLE)" "$(DATA_SUBTITLE)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateLabel} 0 0 100% 36u "$(DATA_KEPT)"
  Pop $0
  ${NSD_CreateText} 0 40u 100% 13u "$DataFolder"
  Pop $0
  SendMessage $0 ${EM_SETREADONLY} 1 0
  ${NSD_CreateCheckbox} 0 70u 100% 13u "$(DATA_DELETE)"
  Pop $DeleteBox
  nsDialogs::Show
FunctionEnd

Function un.HearAboutData
  ${NSD_GetState} $DeleteBox $0
  ${If} $0 == ${BST_CHECKED}
    MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "$(DATA_SURE)" IDYES delete
    Abort
    delete:
    StrCpy $DeleteData "1"
  ${EndIf}
FunctionEnd

; `pos-assist autostart on` writes into the key of the person, whoever the program was installed for. Everybody who is signed in
; (HKEY_USERS) loses an entry that would start a program that is gone; one of another installation stays.
Function un.ForgetAutostart
  StrCpy $1 0
  ${Do}
    EnumRegKey $2 HKU "" $1
    ${If} $2 == ""
      ${ExitDo}
    ${EndIf}
    ReadRegStr $3 HKU "$2\${RUN_KEY}" "pos-assist"
    ${If} $3 == '"$INSTDIR\${STARTER}"'
      DeleteRegValue HKU "$2\${RUN_KEY}" "pos-assist"
    ${EndIf}
    ReadRegStr $3 HKU "$2\${RUN_KEY}" "pos-assist-relay" ; the starter, then which shop's relay
    StrLen $4 '"$INSTDIR\${STARTER}"'
    StrCpy $5 $3 $4
    ${If} $5 == '"$INSTDIR\${STARTER}"'
      DeleteRegValue HKU "$2\${RUN_KEY}" "pos-assist-relay"
    ${EndIf}
    IntOp $1 $1 + 1
  ${Loop}
FunctionEnd

Section "Uninstall"
  Call un.WaitUntilClosed
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  DeleteRegValue SHCTX "${RUN_KEY}" "pos-assist"
  Call un.ForgetAutostart
  DeleteRegKey SHCTX "${UNINSTALL_KEY}"
  DeleteRegKey SHCTX "Software\Classes\${PACK_TYPE}"
  DeleteRegKey SHCTX "Software\Classes\.pospack"
  ${RefreshShellIcons}
  RMDir /r "$INSTDIR\first-start"
  ; Only what was installed: a person may have chosen a folder that holds other things too.
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${TERMINAL_STARTER}"
  Delete "$INSTDIR\${STARTER}"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  ${If} $DeleteData == "1"
    RMDir /r "$DataFolder"
  ${EndIf}
SectionEnd
