# Builds the Windows program and its installer on a Windows PC: packaging\windows\build.ps1 [-SkipTests] [-Walk]
#
# -Walk then tries it: install, first start, sell by key presses, upgrade, end by force, remove (walk.py; pictures in build\pictures), and
# ends the program thirty times while it sells (kills.py). It needs a desktop, and an account that has no shop yet.
#
# Needs: 64-bit Python 3.11 or newer (python.org or winget), and NSIS 3 (winget install NSIS.NSIS). Nothing else; the rest
# is taken from hashed wheels into build\. The result is dist\pos-assist-setup-VERSION.exe.
param([switch]$SkipTests, [switch]$Walk)
Set-StrictMode -Version Latest
$ErrorActionPreference = "Stop"
$env:PYTHONUTF8 = "1" # what our scripts say goes through pipes that have no «¥»
Set-Location (Join-Path $PSScriptRoot "..\..")

function Invoke-Checked([string]$program, [string[]]$arguments) {
    & $program @arguments
    if ($LASTEXITCODE -ne 0) { throw "$program ended with $LASTEXITCODE" }
}

$python = @("py", "python3", "python") | Where-Object { Get-Command $_ -ErrorAction SilentlyContinue } | Select-Object -First 1
if (-not $python) { throw "Python is missing: winget install Python.Python.3.11" }
$makensis = @("makensis", "${env:ProgramFiles(x86)}\NSIS\makensis.exe", "$env:ProgramFiles\NSIS\makensis.exe") |
    Where-Object { Get-Command $_ -ErrorAction SilentlyContinue } | Select-Object -First 1
if (-not $makensis) { throw "NSIS is missing: winget install NSIS.NSIS" }

if (-not $SkipTests) {
    if (-not (Test-Path ".venv\Scripts\python.exe")) { Invoke-Checked $python @("-m", "venv", ".venv") }
    Invoke-Checked ".venv\Scripts\python.exe" @("-m", "pip", "install", "--quiet", "--constraint", "constraints.txt", "--editable", ".[dev]")
    Invoke-Checked ".venv\Scripts\python.exe" @("-m", "pytest", "-m", "not xvfb and not nightly")
}

# The same steps as on Linux: clean environment, icons, stamp, licences, PyInstaller, smoke run.
Invoke-Checked $python @("packaging\build.py")

$version = (Select-String -Path "pos_assist\__init__.py" -Pattern '__version__ = "([^"]+)"').Matches[0].Groups[1].Value
$root = (Get-Location).Path
function New-Installer([string]$version, [string]$output, [string]$program = "$root\dist\pos-assist") {
    Invoke-Checked $makensis @(
        "-V2", "-WX", "-INPUTCHARSET", "UTF8",
        "-DVERSION=$version",
        "-DPROGRAM=$program",
        "-DICON=$root\build\icons\pos-assist.ico",
        "-DOUTPUT=$output",
        "packaging\windows\pos-assist.nsi"
    )
}
New-Installer $version "$root\dist\pos-assist-setup-$version.exe"
Write-Output "dist\pos-assist-setup-$version.exe"

if ($Walk) {
    New-Item -ItemType Directory -Force build\pictures, build\stick | Out-Null
    # The version before: the same program under a lower number. Both lie on a «stick».
    Invoke-Checked "build\venv\Scripts\python.exe" @("packaging\windows\as_version.py", "$root\dist\pos-assist", "$root\build\program-0.0.9", "0.0.9")
    New-Installer "0.0.9" "$root\build\stick\pos-assist-setup-0.0.9.exe" "$root\build\program-0.0.9"
    Copy-Item "$root\dist\pos-assist-setup-$version.exe" "$root\build\stick"
    subst S: "$root\build\stick"
    Invoke-Checked "build\venv\Scripts\python.exe" @(
        "packaging\windows\walk.py", "S:\pos-assist-setup-0.0.9.exe", "S:\pos-assist-setup-$version.exe", "$root\build\pictures"
    )
    Invoke-Checked "build\venv\Scripts\python.exe" @("packaging\windows\kills.py", "$root\dist\pos-assist\pos-assist.exe", "30")
}
