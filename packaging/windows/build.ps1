# Builds the Windows program and its installer on a Windows PC: packaging\windows\build.ps1 [-SkipTests]
#
# Needs: 64-bit Python 3.11 or newer (python.org or winget), and NSIS 3 (winget install NSIS.NSIS). Nothing else; the rest
# is taken from hashed wheels into build\. The result is dist\pos-assist-setup-VERSION.exe.
param([switch]$SkipTests)
Set-StrictMode -Version Latest
$ErrorActionPreference = "Stop"
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
    Invoke-Checked ".venv\Scripts\python.exe" @("-m", "pytest", "-m", "not xvfb")
}

# The same steps as on Linux: clean environment, icons, stamp, licences, PyInstaller, smoke run.
Invoke-Checked $python @("packaging\build.py")

$version = (Select-String -Path "pos_assist\__init__.py" -Pattern '__version__ = "([^"]+)"').Matches[0].Groups[1].Value
$root = (Get-Location).Path
Invoke-Checked $makensis @(
    "-V2", "-WX", "-INPUTCHARSET", "UTF8",
    "-DVERSION=$version",
    "-DPROGRAM=$root\dist\pos-assist",
    "-DICON=$root\build\icons\pos-assist.ico",
    "-DOUTPUT=$root\dist\pos-assist-setup-$version.exe",
    "packaging\windows\pos-assist.nsi"
)
Write-Output "dist\pos-assist-setup-$version.exe"
