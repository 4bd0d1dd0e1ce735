@"%~dp0EDMS Backup Console.exe" %*
