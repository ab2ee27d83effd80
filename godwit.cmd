@echo off
rem Runs Godwit's command line. In a checkout it builds it on the first use; delete .cache\launcher to build again.
rem Not tried on Windows yet; the POSIX launcher beside this file is the one that is tested.
setlocal
set "ROOT=%~dp0"
set "HOME_DIR=%ROOT%"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"

if not exist "%ROOT%pom.xml" goto run
set "HOME_DIR=%ROOT%.cache\launcher\windows\"
if exist "%HOME_DIR%godwit.jar" goto run
echo godwit: first use: building the command line, which takes a minute or two (log: %ROOT%.cache\launcher\build.log) 1>&2
if not exist "%HOME_DIR%" mkdir "%HOME_DIR%"
pushd "%ROOT%"
call "%ROOT%mvnw.cmd" -B -ntp -Dquick -Dbuild.dir=target/launcher "-Ddist=%HOME_DIR%." -Dmaven.test.skip=true -pl examples/cli -am package > "%ROOT%.cache\launcher\build.log" 2>&1
set "RC=%ERRORLEVEL%"
popd
if not "%RC%"=="0" (
    echo godwit: the build failed; the log is in %ROOT%.cache\launcher\build.log. It needs a JDK 17 or newer in JAVA_HOME. 1>&2
    exit /b 1
)

:run
"%JAVA%" %GODWIT_JAVA_OPTS% -jar "%HOME_DIR%godwit.jar" %*
exit /b %ERRORLEVEL%
